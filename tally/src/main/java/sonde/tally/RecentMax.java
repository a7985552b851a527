package sonde.tally;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The largest of the durations of the last two minutes, give or take a twelfth of it. */
final class RecentMax {
  private static final int PARTS = 12;
  private static final long PART_NANOS = Duration.ofMinutes(2).toNanos() / PARTS;

  private final LongSupplier nanoTime;
  private final long[] largest = new long[PARTS + 1];
  private final long[] parts = new long[PARTS + 1];

  /** Nothing yet; by a clock in nanoseconds. */
  RecentMax(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** One more duration. */
  synchronized void add(Duration duration) {
    long part = Math.floorDiv(nanoTime.getAsLong(), PART_NANOS);
    int index = Math.floorMod(part, largest.length);
    if (parts[index] != part) {
      parts[index] = part;
      largest[index] = 0;
    }
    largest[index] = Math.max(largest[index], duration.toNanos());
  }

  /** In seconds; 0 if there was none. */
  synchronized double seconds() {
    long part = Math.floorDiv(nanoTime.getAsLong(), PART_NANOS);
    long most = 0;
    for (int i = 0; i < largest.length; i++) {
      if (part - parts[i] <= PARTS) {
        most = Math.max(most, largest[i]);
      }
    }
    return most / 1e9;
  }
}
