package sonde.tally;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Set;
import sonde.redisclient.Reply;
import sonde.web.Routes;

/** What Tally tells Prometheus about itself. */
final class TallyMetrics implements Routes.Observer {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final RecentMax slowest = new RecentMax(System::nanoTime);
  private final Histogram requests =
      Histogram.builder()
          .name("http_server_request_duration_seconds")
          .help("How long requests took, by method, route and status.")
          .labelNames("method", "route", "status")
          .classicOnly()
          .classicUpperBounds(BOUNDS)
          .register(registry);
  private final Gauge inFlight =
      Gauge.builder()
          .name("http_server_requests_in_flight")
          .help("Requests that are being answered.")
          .register(registry);
  private final Counter operations =
      Counter.builder()
          .name("tally_redis_operations_total")
          .help("Attempts at Redis, by what for and how they ended.")
          .labelNames("operation", "outcome")
          .register(registry);
  private final Counter failovers =
      Counter.builder()
          .name("tally_redis_failovers_total")
          .help("How often another server became the primary.")
          .register(registry);
  private final Histogram failoverDuration =
      Histogram.builder()
          .name("tally_redis_failover_duration_seconds")
          .help("From the first attempt that failed to the new primary's first answer.")
          .classicOnly()
          .classicUpperBounds(0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60)
          .register(registry);
  private final Gauge attachedReplicas =
      Gauge.builder()
          .name("tally_redis_attached_replicas")
          .help("Replicas that the primary had at the last count, 1 if it had none.")
          .register(registry);
  private final Counter retries =
      Counter.builder()
          .name("tally_retries_total")
          .help("Attempts after the first of a request.")
          .register(registry);
  private final Counter unconfirmed =
      Counter.builder()
          .name("tally_unconfirmed_total")
          .help("Requests that may have been counted but could not be acknowledged in time.")
          .register(registry);
  private final Counter cacheHits =
      Counter.builder()
          .name("tally_hello_cache_hits_total")
          .help("Messages found in the cache.")
          .register(registry);
  private final Counter cacheMisses =
      Counter.builder()
          .name("tally_hello_cache_misses_total")
          .help("Messages not found in the cache.")
          .register(registry);

  TallyMetrics() {
    GaugeWithCallback.builder()
        .name("http_server_request_duration_max_seconds")
        .help("How long the slowest request of the last two minutes took.")
        .callback(callback -> callback.call(slowest.seconds()))
        .register(registry);
    JvmMetrics.builder().register(registry);
    inFlight.initLabelValues();
  }

  PrometheusRegistry registry() {
    return registry;
  }

  @Override
  public void begun() {
    inFlight.inc();
  }

  @Override
  public void ended(String method, String path, int status, Duration took) {
    inFlight.dec();
    slowest.add(took);
    requests
        .labelValues(
            METHODS.contains(method) ? method : "other",
            path.isEmpty() ? "none" : path,
            Integer.toString(status))
        .observe(took.toNanos() / 1e9);
  }

  void operation(String operation, Attempt attempt) {
    operations.labelValues(operation, outcome(attempt)).inc();
  }

  private static String outcome(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Answered(var _, var replies) ->
          replies.getFirst() instanceof Reply.Error ? "error" : "ok";
      case Attempt.Refused _ -> "refused";
      case Attempt.NotSent _ -> "not_sent";
      case Attempt.Crowded _ -> "crowded";
      case Attempt.Lost _ -> "lost";
    };
  }

  void failedOver() {
    failovers.inc();
  }

  void failoverTook(Duration duration) {
    failoverDuration.observe(duration.toNanos() / 1e9);
  }

  void attached(int replicas) {
    attachedReplicas.set(replicas);
  }

  void retried() {
    retries.inc();
  }

  void unconfirmed() {
    unconfirmed.inc();
  }

  void cache(boolean hit) {
    (hit ? cacheHits : cacheMisses).inc();
  }
}
