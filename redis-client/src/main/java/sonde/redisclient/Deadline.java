package sonde.redisclient;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of one connect or pipeline: closes what is guarded when the time is over. A socket's own
 * timeout would not do: it bounds each read, so that a server which trickles bytes could go on for
 * ever, and it does not bound a write at all.
 */
final class Deadline implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Duration timeout;
  private final long end;
  private final Future<?> alarm;
  private @Nullable Closeable guarded;
  private boolean over;
  private boolean expired;

  Deadline(Duration timeout) {
    this.timeout = timeout;
    this.end = System.nanoTime() + timeout.toNanos();
    this.alarm = TIMER.schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("redis-deadlines").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  Duration timeout() {
    return timeout;
  }

  /** What is left; never below a millisecond, so that it can be a socket's timeout. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
  }

  /** From now on this is what expiry closes; at once if it has come. */
  synchronized void guard(Closeable closeable) {
    guarded = closeable;
    if (expired) {
      closeQuietly(closeable);
    }
  }

  /** Whether the time was over before the watch ended; final once it has ended. */
  synchronized boolean expired() {
    return expired;
  }

  private synchronized void expire() {
    if (!over) {
      expired = true;
      if (guarded != null) {
        closeQuietly(guarded);
      }
    }
  }

  /** Ends the watch: what is guarded stays open unless it has been closed already. */
  @Override
  public void close() {
    synchronized (this) {
      over = true;
    }
    alarm.cancel(false);
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException _) {
      // It is unusable either way.
    }
  }
}
