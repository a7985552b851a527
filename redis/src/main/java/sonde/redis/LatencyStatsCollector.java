package sonde.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** Percentiles of each command's latency as the server keeps them. */
final class LatencyStatsCollector implements Collector<RedisFacts> {
  private static final String PREFIX = "latency_percentiles_usec_";

  private static final Family PERCENTILES =
      Family.summary(
          "latency_percentiles_usec",
          "Microseconds that calls of the command took; the quantiles are percentiles.",
          "cmd");

  private static final Spec SPEC =
      Spec.named("latencystats", "Percentiles of each command's latency.")
          .emits(PERCENTILES)
          .since("redis", "7.0")
          .since("valkey", "7.2")
          .needs("+info")
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return facts.lacksData();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    ServerInfo info = replies.get(ServerInfo.ALL);
    Map<String, CommandStats> commands = new HashMap<>();
    info.commands().forEach(stats -> commands.put(stats.command(), stats));
    for (ServerInfo.Field field : info.section("Latencystats")) {
      String name = field.name();
      CommandStats stats =
          name.startsWith(PREFIX) ? commands.get(name.substring(PREFIX.length())) : null;
      if (stats != null) {
        Map<Double, Double> percentiles = percentiles(field.value());
        out.summary(
            PERCENTILES,
            new ArrayList<>(percentiles.keySet()),
            new ArrayList<>(percentiles.values()),
            stats.usec(),
            stats.calls(),
            stats.command());
      }
    }
  }

  /** Of {@code p50=0.001,p99=1.003,p99.9=4.015}, ascending, however the server is configured. */
  private static Map<Double, Double> percentiles(String value) {
    Map<Double, Double> percentiles = new TreeMap<>();
    for (var part : ServerInfo.parts(value).entrySet()) {
      String name = part.getKey();
      OptionalDouble percentile = Values.number(name.substring(1));
      OptionalDouble latency = Values.number(part.getValue());
      if (name.startsWith("p") && percentile.isPresent() && latency.isPresent()) {
        percentiles.put(percentile.getAsDouble(), latency.getAsDouble());
      }
    }
    return percentiles;
  }
}
