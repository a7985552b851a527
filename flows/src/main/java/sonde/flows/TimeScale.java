package sonde.flows;

/**
 * How an interface of a pcapng file counts time: options if_tsresol and if_tsoffset.
 *
 * @param power how many units a second has: this power of the base
 * @param binary whether the base is 2, else 10
 * @param offset seconds to add
 */
record TimeScale(int power, boolean binary, long offset) {
  /** Microseconds since 1970, which holds if nothing is said. */
  static final TimeScale DEFAULT = new TimeScale(6, false, 0);

  /** The latest time that is told, in 2116: durations can still be added to it. */
  static final long LATEST = 1L << 62;

  private static final long SECOND = 1_000_000_000;
  private static final int NANOSECONDS = 9;
  private static final int BINARY = 0x80;

  /** Larger powers do not fit the 64 bits of a time. */
  private static final int LARGEST_DECIMAL = 19;

  private static final int LARGEST_BINARY = 63;
  private static final long[] POWERS = powers();

  private static long[] powers() {
    long[] powers = new long[LARGEST_DECIMAL + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  /** The scale of this if_tsresol. */
  TimeScale withResolution(int value) {
    return new TimeScale(value & ~BINARY, (value & BINARY) != 0, offset);
  }

  TimeScale withOffset(long seconds) {
    return new TimeScale(power, binary, seconds);
  }

  /** Whether times of this scale can be told. */
  boolean isKnown() {
    return power <= (binary ? LARGEST_BINARY : LARGEST_DECIMAL);
  }

  /** Nanoseconds since 1970, within 0 and {@link #LATEST}. */
  long nanos(long time) {
    long seconds;
    long rest;
    if (binary) {
      seconds = time >>> power;
      long fraction = time & ((1L << power) - 1);
      long high = Math.unsignedMultiplyHigh(fraction, SECOND);
      long low = fraction * SECOND;
      rest = power == 0 ? 0 : high << (Long.SIZE - power) | low >>> power;
    } else {
      seconds = Long.divideUnsigned(time, POWERS[power]);
      long fraction = time - seconds * POWERS[power];
      rest =
          power <= NANOSECONDS
              ? fraction * POWERS[NANOSECONDS - power]
              : Long.divideUnsigned(fraction, POWERS[power - NANOSECONDS]);
    }
    return bounded(seconds, rest);
  }

  private long bounded(long seconds, long rest) {
    // Unsigned: what has the first bit set is late, too.
    long latest = LATEST / SECOND - 1;
    if (seconds < 0 || offset > latest) {
      return LATEST;
    }
    long sum = seconds + offset;
    if (sum > latest) {
      return LATEST;
    }
    return sum < 0 ? 0 : sum * SECOND + rest;
  }
}
