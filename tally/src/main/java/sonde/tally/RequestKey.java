package sonde.tally;

import java.time.Duration;
import java.util.UUID;

/**
 * What makes a request the same when it is sent again.
 *
 * @param name within the id's keys
 * @param keep how long it is remembered after its last use
 */
record RequestKey(String name, Duration keep) {
  /** The header that a client sends one in. */
  static final String HEADER = "Idempotency-Key";

  private static final int LONGEST = 128;

  /**
   * A client's own.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  static RequestKey ofClient(String value, Duration keep) {
    if (value.isEmpty()
        || value.length() > LONGEST
        || !value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          HEADER + " has 1 to " + LONGEST + " printable ASCII characters.");
    }
    return new RequestKey("client/" + value, keep);
  }

  /**
   * One for a request that came without.
   *
   * @param keep longer than the request is tried
   */
  static RequestKey made(Duration keep) {
    return new RequestKey("own/" + UUID.randomUUID(), keep);
  }
}
