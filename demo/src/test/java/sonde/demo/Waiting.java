package sonde.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens soon. */
final class Waiting {
  static final Duration LONG = Duration.ofSeconds(90);

  private Waiting() {}

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "not within " + LONG + ": " + what);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
