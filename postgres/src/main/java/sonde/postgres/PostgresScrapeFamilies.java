package sonde.postgres;

import java.time.Duration;
import java.util.List;
import sonde.collect.CollectorReport;
import sonde.collect.Family;
import sonde.collect.Outcome;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** The peer's families about the scrape and the server, as its dashboards and alerts use them. */
final class PostgresScrapeFamilies implements ScrapeFamilies {
  private static final Family UP =
      Family.gauge("up", "Whether the server answered in this scrape.");
  private static final Family ERROR =
      Family.gauge("exporter_last_scrape_error", "Whether this scrape failed to reach the server.");
  private static final Family DURATION =
      Family.gauge("exporter_last_scrape_duration_seconds", "How long this scrape took.");
  private static final Family SCRAPES =
      Family.counter(
          "exporter_scrapes_total", "Scrapes of this server since the exporter started.");
  private static final Family COLLECTOR_DURATION =
      Family.gauge(
          "scrape_collector_duration_seconds",
          "How long the server took for the collector's answers, and it for its samples.",
          "collector");
  private static final Family COLLECTOR_SUCCESS =
      Family.gauge(
          "scrape_collector_success",
          "Whether the collector succeeded; absent where the server has nothing for it.",
          "collector");
  private static final Family STATIC =
      Family.unknown("static", "The server's version.", "server", "short_version", "version");

  private static final Spec SPEC =
      Spec.named("scrape", "The scrape itself.")
          .emits(UP, ERROR, DURATION, SCRAPES, COLLECTOR_DURATION, COLLECTOR_SUCCESS, STATIC)
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public void put(Scrape scrape, Sink out) {
    boolean up = scrape.snapshot().up();
    out.put(UP, up ? 1 : 0);
    out.put(ERROR, scrape.snapshot().failure() == null ? 0 : 1);
    out.put(DURATION, seconds(scrape.snapshot().took()));
    out.put(SCRAPES, scrape.scrapes());
    if (up && scrape.snapshot().facts() instanceof PostgresFacts facts) {
      out.put(STATIC, 1, facts.address(), shortVersion(facts), facts.description());
    }
    for (CollectorReport report : scrape.snapshot().collectors()) {
      if (!(report.outcome() instanceof Outcome.Unsupported)) {
        out.put(COLLECTOR_DURATION, seconds(report.took()), report.collector());
        out.put(
            COLLECTOR_SUCCESS,
            report.outcome() instanceof Outcome.Failed ? 0 : 1,
            report.collector());
      }
    }
  }

  /** In three numbers, as the peer has it. */
  private static String shortVersion(PostgresFacts facts) {
    List<Integer> numbers = facts.server().version().numbers();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      text.append(i == 0 ? "" : ".").append(i < numbers.size() ? numbers.get(i) : 0);
    }
    return text.toString();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
