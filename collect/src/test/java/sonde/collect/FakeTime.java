package sonde.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A clock that stands still until it is moved; alarms go off on the way, in their order. */
final class FakeTime implements Time {
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  // Negative, as System.nanoTime() can be.
  private long nanos = -1_000_000_000_000L;
  private final long start = nanos;
  private final List<Waiting> alarms = new ArrayList<>();

  /** Two that are for the same moment are two. */
  private static final class Waiting {
    private final long at;
    private final Runnable action;

    Waiting(long at, Runnable action) {
      this.at = at;
      this.action = action;
    }
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    return BEGINNING.plusNanos(nanos - start);
  }

  @Override
  public synchronized Alarm at(long at, Runnable action) {
    Waiting alarm = new Waiting(at, action);
    alarms.add(alarm);
    return () -> cancel(alarm);
  }

  private synchronized void cancel(Waiting alarm) {
    alarms.remove(alarm);
  }

  synchronized int waiting() {
    return alarms.size();
  }

  void advance(Duration duration) {
    long target = nanos() + duration.toNanos();
    Optional<Waiting> due = takeDue(target);
    while (due.isPresent()) {
      due.get().action.run();
      due = takeDue(target);
    }
    moveTo(target);
  }

  private synchronized Optional<Waiting> takeDue(long target) {
    Optional<Waiting> due =
        alarms.stream().filter(a -> a.at <= target).min(Comparator.comparingLong(a -> a.at));
    due.ifPresent(
        alarm -> {
          cancel(alarm);
          moveTo(alarm.at);
        });
    return due;
  }

  private synchronized void moveTo(long target) {
    nanos = Math.max(nanos, target);
  }
}
