package sonde.collect;

import java.time.Duration;

/**
 * The moment by which something must have ended.
 *
 * @param time the clock it is read on
 * @param nanos the moment, as {@link Time#nanos} tells it
 */
public record Deadline(Time time, long nanos) {
  /** So long from now. */
  public static Deadline in(Time time, Duration duration) {
    return new Deadline(time, time.nanos() + duration.toNanos());
  }

  /** What remains; zero once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanos - time.nanos()));
  }

  /** Whether it has passed. */
  public boolean passed() {
    return nanos - time.nanos() <= 0;
  }

  /** The earlier of this one and one so long from now. */
  public Deadline atMost(Duration duration) {
    Deadline other = in(time, duration);
    return other.nanos - nanos < 0 ? other : this;
  }
}
