package sonde.flows;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, two minutes at most. */
final class Await {
  private static final long MOST_NANOS = 120_000_000_000L;
  private static final long POLL_NANOS = 10_000_000L;

  private Await() {}

  static void until(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + MOST_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        fail("it did not come true");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
