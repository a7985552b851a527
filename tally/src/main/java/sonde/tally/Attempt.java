package sonde.tally;

import java.util.List;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.Reply;

/** What came of one attempt at a primary. */
sealed interface Attempt {
  /** All replies, of which some may be errors. */
  record Answered(RedisAddress primary, List<Reply> replies) implements Attempt {}

  /** Nothing was sent. */
  record NotSent(String why) implements Attempt {}

  /** The server does not let this user in, so nothing was sent. */
  record Refused(String why) implements Attempt {}

  /** More requests wait than may, so nothing was sent. */
  record Crowded(String why) implements Attempt {}

  /** Sent, but not all replies came: it may have been done. */
  record Lost(String why) implements Attempt {}
}
