package sonde.collect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A collector's part in a snapshot.
 *
 * @param collector its name
 * @param outcome what became of it
 * @param took how long the server took for its answers, and it for its samples
 * @param age how old the samples are, of a scheduled collector; null for one that ran just now
 * @param series how many series it gave
 * @param dropped how many it left out, over its budget or as duplicates
 */
public record CollectorReport(
    String collector,
    Outcome outcome,
    Duration took,
    @Nullable Duration age,
    int series,
    int dropped) {
  CollectorReport dropping(int more) {
    return more == 0
        ? this
        : new CollectorReport(collector, outcome, took, age, series - more, dropped + more);
  }

  CollectorReport aged(Duration now) {
    return new CollectorReport(collector, outcome, took, now, series, dropped);
  }
}
