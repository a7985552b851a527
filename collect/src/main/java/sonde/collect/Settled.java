package sonde.collect;

import java.time.Duration;

/** What became of a request: its answer or why there is none, and how long the server took. */
sealed interface Settled {
  /** How long. */
  Duration took();

  /** Answered. */
  record Given(Object value, Duration took) implements Settled {}

  /** Not answered. */
  record Missing(Failure why, Duration took) implements Settled {}
}
