package sonde.collect;

import java.time.Instant;

/** The time, and being woken at one. Injected, so that tests pass hours without waiting. */
public interface Time {
  /** Nanoseconds of a clock that only goes forward; only differences mean anything. */
  long nanos();

  /** The wall clock. */
  Instant now();

  /**
   * Has an action run once, when {@link #nanos} reaches a value. The action must be short and must
   * not block.
   */
  Alarm at(long nanos, Runnable action);

  /** An action that waits for its time. */
  interface Alarm {
    /** Takes the action back, if it has not run. */
    void cancel();
  }
}
