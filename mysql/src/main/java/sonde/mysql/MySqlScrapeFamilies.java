package sonde.mysql;

import java.time.Duration;
import sonde.collect.CollectorReport;
import sonde.collect.Family;
import sonde.collect.Outcome;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** The peer's families about the scrape, as its dashboards and alerts use them. */
final class MySqlScrapeFamilies implements ScrapeFamilies {
  private static final Family UP =
      Family.gauge("up", "Whether the server answered in this scrape.");
  private static final Family DURATION =
      Family.gauge(
          "exporter_collector_duration_seconds",
          "How long the server took for a collector's answers, or to connect.",
          "collector");
  private static final Family SUCCESS =
      Family.gauge(
          "exporter_collector_success",
          "Whether a collector gave its samples, or the server has none for it.",
          "collector");

  private static final Spec SPEC =
      Spec.named("scrape", "The scrape itself.").emits(UP, DURATION, SUCCESS).onByDefault();

  /** As the peer's flags name the collectors. */
  private static final String PREFIX = "collect.";

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public void put(Scrape scrape, Sink out) {
    boolean up = scrape.snapshot().up();
    out.put(UP, up ? 1 : 0);
    if (!up) {
      return;
    }
    Duration connect = scrape.snapshot().connect();
    out.put(DURATION, connect == null ? 0 : seconds(connect), "connection");
    for (CollectorReport report : scrape.snapshot().collectors()) {
      if (report.collector().equals(ProcessCollector.NAME)) {
        // The peer has none such; sonde_collector_success tells of all.
        continue;
      }
      String collector = PREFIX + report.collector();
      out.put(DURATION, seconds(report.took()), collector);
      out.put(SUCCESS, report.outcome() instanceof Outcome.Failed ? 0 : 1, collector);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
