package sonde.exporter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sonde.collect.Assignment;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.config.Checks;
import sonde.config.Validated;
import sonde.sql.OwnQuery;

/**
 * What a target says of one collector: true, false, or settings.
 *
 * @param enabled whether it runs
 * @param settings how
 */
public record CollectorConfig(boolean enabled, Settings settings) {
  static final CollectorConfig ON = new CollectorConfig(true, new Settings(null, null, null));
  static final CollectorConfig OFF = new CollectorConfig(false, new Settings(null, null, null));

  /**
   * What every collector can be told.
   *
   * @param interval how often it runs beside the scrapes; null to run in each
   * @param timeout how long its requests may take; null for as long as the scrape
   * @param maxSeries how many series it may give; null as its spec says
   */
  public record Settings(
      @Nullable Duration interval, @Nullable Duration timeout, @Nullable Integer maxSeries)
      implements Validated {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    @Override
    public void validate(Checks checks) {
      if (interval != null && interval.compareTo(SHORTEST) < 0) {
        checks.problem("interval", "is at least 1s");
      }
      if (timeout != null && timeout.isZero()) {
        checks.problem("timeout", "is above 0");
      }
      if (maxSeries != null && maxSeries < 1) {
        checks.problem("maxSeries", "is at least 1");
      }
    }
  }

  /** As a query's file says. */
  static CollectorConfig of(OwnQuery query) {
    return new CollectorConfig(true, new Settings(query.interval(), query.timeout(), null));
  }

  <F extends Facts> Assignment<F> assign(Collector<F> collector) {
    Integer most = settings.maxSeries;
    return new Assignment<>(
        collector,
        settings.interval,
        settings.timeout,
        most == null ? collector.spec().maxSeries() : most);
  }
}
