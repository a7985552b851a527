package sonde.traffic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time, and waiting until one of its instants or for the word to end. */
interface Timing {
  /** Nanoseconds since some instant. */
  long nanos();

  /**
   * Waits until an instant.
   *
   * @return false if it was told to end before
   */
  boolean awaitUntil(long nanos) throws InterruptedException;

  /** Has every waiting end, now and later. */
  void end();

  /** The system's time. */
  static Timing system() {
    CountDownLatch ended = new CountDownLatch(1);
    return new Timing() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public boolean awaitUntil(long nanos) throws InterruptedException {
        return !ended.await(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      }

      @Override
      public void end() {
        ended.countDown();
      }
    };
  }
}
