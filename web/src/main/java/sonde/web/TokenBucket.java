package sonde.web;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets {@code burst} requests through at once and one more each {@code interval}, all clients
 * together, as the toolkit's {@code rate_limit}.
 */
final class TokenBucket {
  private final long intervalNanos;
  private final long capacityNanos;
  private final LongSupplier clock;
  // Tokens are kept as the time in which they came, so that parts of one are not lost.
  private long savedNanos;
  private long last;

  TokenBucket(Duration interval, int burst, LongSupplier nanoClock) {
    this.intervalNanos = interval.toNanos();
    this.capacityNanos = Math.multiplyExact(intervalNanos, (long) burst);
    this.clock = nanoClock;
    this.savedNanos = capacityNanos;
    this.last = nanoClock.getAsLong();
  }

  synchronized boolean tryTake() {
    long now = clock.getAsLong();
    long passed = Math.max(0, now - last);
    last = now;
    // Compared by subtraction: the sum could overflow after a long rest.
    savedNanos = passed >= capacityNanos - savedNanos ? capacityNanos : savedNanos + passed;
    if (savedNanos < intervalNanos) {
      return false;
    }
    savedNanos -= intervalNanos;
    return true;
  }
}
