package sonde.collect;

import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's time, with one thread for all alarms. */
public final class SystemTime implements Time, AutoCloseable {
  private final ScheduledThreadPoolExecutor alarms =
      new ScheduledThreadPoolExecutor(
          1, action -> Thread.ofPlatform().name("sonde-timer").daemon().unstarted(action));

  /** Starts no thread before the first alarm is set. */
  public SystemTime() {
    alarms.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Alarm at(long nanos, Runnable action) {
    Future<?> waiting = alarms.schedule(action, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    return () -> waiting.cancel(false);
  }

  /** Drops all alarms. */
  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
