package sonde.redisclient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Repeats a look at something: regularly, and soon after each {@link #wake}, but never two within
 * the shortest gap, so that a thousand failed requests are one question. Runs on a thread of its
 * own until closed.
 */
final class Lookout implements AutoCloseable {
  private static final Duration SHORTEST_GAP = Duration.ofMillis(50);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Runnable look;
  private final Duration interval;
  private final Thread thread;
  private boolean wanted;
  private volatile boolean closed;

  /**
   * One that has not begun to look.
   *
   * @param interval between two looks that nobody asked for
   * @param look must not throw
   */
  Lookout(String name, Duration interval, Runnable look) {
    this.look = look;
    this.interval = interval;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** Begins with a look. */
  void start() {
    thread.start();
  }

  /** Has it look soon. */
  void wake() {
    lock.lock();
    try {
      wanted = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!closed) {
        look.run();
        TimeUnit.NANOSECONDS.sleep(SHORTEST_GAP.toNanos());
        await();
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void await() throws InterruptedException {
    long left = interval.minus(SHORTEST_GAP).toNanos();
    lock.lockInterruptibly();
    try {
      while (!wanted && left > 0) {
        left = woken.awaitNanos(left);
      }
      wanted = false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
