package sonde.tally;

/** How a request to count ended. */
sealed interface Outcome {
  /** Counted, and stored as durably as configured. */
  record Counted(long count) implements Outcome {}

  /** The id's value in Redis is no number, or its largest; it was not touched. */
  record NotANumber() implements Outcome {}

  /** Not counted, and it will not be. */
  record NotCounted(String why) implements Outcome {}

  /**
   * Maybe counted, but not acknowledged: a failover may undo it. The same key sent again gives
   * certainty.
   */
  record Unconfirmed(String why) implements Outcome {}
}
