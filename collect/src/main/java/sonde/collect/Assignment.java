package sonde.collect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A collector as a target has it configured.
 *
 * @param interval run on the second connection so often, rather than in each scrape; null for each
 *     scrape
 * @param timeout its own, shorter limit; its requests are sent on the second connection then
 * @param maxSeries the most series it may give
 */
public record Assignment<F extends Facts>(
    Collector<F> collector,
    @Nullable Duration interval,
    @Nullable Duration timeout,
    int maxSeries) {
  /** As the collector's spec says. */
  public static <F extends Facts> Assignment<F> of(Collector<F> collector) {
    return new Assignment<>(collector, null, null, collector.spec().maxSeries());
  }

  String name() {
    return collector.spec().name();
  }
}
