package sonde.tally;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The deadline of one request and the pauses between its attempts: doubling, and each a random part
 * of its length, so that those who failed together do not come back together.
 */
final class Pace {
  private static final long FIRST_NANOS = Duration.ofMillis(10).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(100).toNanos();

  private final long end;
  private long pause = FIRST_NANOS;

  Pace(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  /** What is left; zero or less when the time is over. */
  Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }

  /** Waits before another attempt; false if there is no time for one. */
  boolean again() throws InterruptedException {
    long wait = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    pause = Math.min(2 * pause, LONGEST_NANOS);
    if (left().toNanos() <= wait) {
      return false;
    }
    TimeUnit.NANOSECONDS.sleep(wait);
    return true;
  }
}
