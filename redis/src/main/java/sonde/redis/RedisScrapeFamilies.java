package sonde.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import sonde.collect.Failure;
import sonde.collect.Family;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** The peer's families about the scrape, as its dashboards and alerts use them. */
final class RedisScrapeFamilies implements ScrapeFamilies {
  private static final Family UP =
      Family.gauge("up", "Whether the server answered in this scrape.");
  private static final Family ERROR =
      Family.gauge(
          "exporter_last_scrape_error", "Whether this scrape failed to reach the server.", "err");
  private static final Family DURATION =
      Family.gauge("exporter_last_scrape_duration_seconds", "How long this scrape took.");
  private static final Family CONNECT =
      Family.gauge(
              "exporter_last_scrape_connect_time_seconds",
              "How long connecting took in this scrape; 0 when the connection was open.")
          .withoutRole();
  private static final Family SCRAPES =
      Family.counter("exporter_scrapes_total", "Scrapes of this server since the exporter started.")
          .withoutRole();
  private static final Family DURATIONS =
      Family.summary("exporter_scrape_duration_seconds", "How long the scrapes took.")
          .withoutRole();
  private static final Family TARGET_ERRORS =
      Family.counter(
              "target_scrape_request_errors_total",
              "Scrape requests that were refused before a server was asked.")
          .withoutRole();
  private static final Family KEY_GROUPS =
      Family.gauge(
          "last_key_groups_scrape_duration_milliseconds",
          "How long grouping the keys took; 0 while they are not grouped.");

  private static final Spec SPEC =
      Spec.named("scrape", "The scrape itself.")
          .emits(UP, ERROR, DURATION, CONNECT, SCRAPES, DURATIONS, TARGET_ERRORS, KEY_GROUPS)
          .onByDefault();

  private final LongSupplier refusedRequests;

  RedisScrapeFamilies(LongSupplier refusedRequests) {
    this.refusedRequests = refusedRequests;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public void put(Scrape scrape, Sink out) {
    Failure failure = scrape.snapshot().failure();
    boolean up = scrape.snapshot().up();
    Duration connect = scrape.snapshot().connect();
    out.put(UP, up ? 1 : 0);
    // The peer puts the error's text here, a new series for each; the text is in log and console.
    out.put(ERROR, failure == null ? 0 : 1, "");
    out.put(DURATION, seconds(scrape.snapshot().took()));
    out.put(CONNECT, connect == null ? 0 : seconds(connect));
    out.put(SCRAPES, scrape.scrapes());
    out.summary(
        DURATIONS, List.of(), List.of(), seconds(scrape.total()), (double) scrape.scrapes());
    out.put(TARGET_ERRORS, refusedRequests.getAsLong());
    if (up) {
      out.put(KEY_GROUPS, 0);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
