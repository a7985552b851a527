package sonde.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.redisclient.Reply;

/** Each command's latency as the server counts it in buckets. */
final class LatencyHistogramCollector implements Collector<RedisFacts> {
  private static final Family LATENCIES =
      Family.histogram(
          "commands_latencies_usec", "Microseconds that calls of the command took.", "cmd");

  private static final Command<List<Histogram>> HISTOGRAM =
      Command.parsed(Histogram::all, "LATENCY", "HISTOGRAM");

  private static final Spec SPEC =
      Spec.named("latency_histogram", "Each command's latency in buckets.")
          .emits(LATENCIES)
          .since("redis", "7.0")
          .since("valkey", "7.2")
          .needs("+info", "+latency|histogram")
          .onByDefault();

  /** A command's calls, and how many of them took at most so many microseconds. */
  private record Histogram(String command, double calls, List<Double> bounds, List<Double> counts) {
    /**
     * Of command, then {@code calls}, their number, {@code histogram_usec}, its pairs; and so on.
     */
    static List<Histogram> all(Reply reply) {
      List<Reply> parts = reply.items();
      List<Histogram> all = new ArrayList<>(parts.size() / 2);
      for (int i = 0; i + 1 < parts.size(); i += 2) {
        List<Reply> details = parts.get(i + 1).items();
        List<Reply> pairs = details.get(3).items();
        List<Double> bounds = new ArrayList<>(pairs.size() / 2);
        List<Double> counts = new ArrayList<>(pairs.size() / 2);
        for (int j = 0; j + 1 < pairs.size(); j += 2) {
          bounds.add((double) pairs.get(j).integer());
          counts.add((double) pairs.get(j + 1).integer());
        }
        all.add(new Histogram(parts.get(i).text(), details.get(1).integer(), bounds, counts));
      }
      return all;
    }
  }

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
    return List.of(ServerInfo.ALL, HISTOGRAM);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    Map<String, Double> sums = sums(replies.get(ServerInfo.ALL));
    for (Histogram histogram : replies.get(HISTOGRAM)) {
      out.histogram(
          LATENCIES,
          histogram.bounds,
          histogram.counts,
          sums.getOrDefault(histogram.command, 0.0),
          histogram.calls,
          histogram.command);
    }
  }

  /**
   * The histograms have no sums; those of the commands stand in INFO, subcommands for themselves.
   */
  private static Map<String, Double> sums(ServerInfo info) {
    Map<String, Double> sums = new HashMap<>();
    for (CommandStats stats : info.commands()) {
      String command = stats.command();
      sums.merge(command, stats.usec(), Double::sum);
      int bar = command.indexOf('|');
      if (bar > 0) {
        sums.merge(command.substring(0, bar), stats.usec(), Double::sum);
      }
    }
    return sums;
  }
}
