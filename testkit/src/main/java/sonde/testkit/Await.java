package sonde.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens soon, two minutes at most: a test fails when it does not happen. */
public final class Await {
  private static final Duration MOST = Duration.ofMinutes(2);
  private static final long POLL_NANOS = 10_000_000L;

  private Await() {}

  /**
   * What is waited for.
   *
   * @param <E> what looking may throw, which ends the wait
   */
  @FunctionalInterface
  public interface Condition<E extends Exception> {
    /** Whether it is so by now. */
    boolean holds() throws E;
  }

  /**
   * Returns once the condition holds.
   *
   * @throws AssertionError when it does not in time
   */
  public static <E extends Exception> void until(Condition<E> condition) throws E {
    until("it", condition);
  }

  /**
   * Returns once the condition holds.
   *
   * @param what names the condition in the error
   * @throws AssertionError when it does not in time
   */
  public static <E extends Exception> void until(String what, Condition<E> condition) throws E {
    until(what, condition, MOST);
  }

  static <E extends Exception> void until(String what, Condition<E> condition, Duration most)
      throws E {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(what + " did not come true within " + most.toSeconds() + " s");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
