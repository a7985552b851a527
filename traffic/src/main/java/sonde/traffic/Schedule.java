package sonde.traffic;

/**
 * When jobs of several rates are due: the first of each at once, the others in even steps. It knows
 * nothing of how long they take, so that slow servers do not make it slower. Used by one thread.
 */
final class Schedule {
  private static final double NANOS_A_SECOND = 1e9;

  private final double[] rates;
  private final long[] given;

  /** A schedule of these rates a second. */
  Schedule(double... rates) {
    this.rates = rates.clone();
    this.given = new long[rates.length];
  }

  /**
   * A job that is due.
   *
   * @param service by the index of its rate
   * @param nanos since the start
   */
  record Due(int service, long nanos) {}

  /** The next one; of those due at the same time the one of the first service. */
  Due next() {
    int first = 0;
    for (int i = 1; i < rates.length; i++) {
      if (nanos(i) < nanos(first)) {
        first = i;
      }
    }
    Due due = new Due(first, nanos(first));
    given[first]++;
    return due;
  }

  // From the start each time, as steps that are added up would drift.
  private long nanos(int service) {
    return (long) (given[service] * NANOS_A_SECOND / rates[service]);
  }
}
