package sonde.tally;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.Reply;

/**
 * A Cluster node's answer that another has the key
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/, "Redirection").
 *
 * @param slot the key's
 * @param owner who has it
 * @param once whether the slot is on its way there: ASK, where MOVED says that it has arrived
 */
record Redirection(int slot, RedisAddress owner, boolean once) {
  /** What the first reply says; null if it is no redirection. */
  static @Nullable Redirection of(Attempt.Answered answered) {
    if (!(answered.replies().getFirst() instanceof Reply.Error(String code, String message))
        || !List.of("MOVED", "ASK").contains(code)) {
      return null;
    }
    String[] words = message.split(" ", -1);
    int colon = words.length < 2 ? -1 : words[1].lastIndexOf(':');
    if (colon < 0 || !words[0].matches("[0-9]{1,5}")) {
      return null;
    }
    // A node that does not know its own name sends none: then it is the one that was asked.
    String host = words[1].substring(0, colon);
    RedisAddress asked = answered.primary();
    try {
      int port = Integer.parseInt(words[1], colon + 1, words[1].length(), 10);
      return new Redirection(
          Integer.parseInt(words[0]),
          new RedisAddress(asked.scheme(), host.isEmpty() ? asked.host() : host, port, ""),
          code.equals("ASK"));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
