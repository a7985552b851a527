package sonde.redis;

import java.util.List;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.redisclient.Reply;

/** The last latency spike of each kind of event, once {@code latency-monitor-threshold} is set. */
final class LatencyCollector implements Collector<RedisFacts> {
  private static final Family LAST =
      Family.gauge("latency_spike_last", "When the event last spiked.", "event_name");
  private static final Family DURATION =
      Family.gauge(
          "latency_spike_duration_seconds", "How long the event's last spike took.", "event_name");

  private static final Command<List<Spike>> LATEST =
      Command.parsed(reply -> reply.items().stream().map(Spike::of).toList(), "LATENCY", "LATEST");

  private static final Spec SPEC =
      Spec.named("latency", "The last latency spike of each kind.")
          .emits(LAST, DURATION)
          .since("redis", "2.8.13")
          .since("valkey", "7.2")
          .since("keydb", "5.0")
          .needs("+latency|latest")
          .onByDefault();

  private record Spike(String event, long at, long millis) {
    /** Of event, time, milliseconds, and the most milliseconds ever. */
    static Spike of(Reply reply) {
      List<Reply> parts = reply.items();
      return new Spike(parts.get(0).text(), parts.get(1).integer(), parts.get(2).integer());
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
    return List.of(LATEST);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    for (Spike spike : replies.get(LATEST)) {
      out.put(LAST, spike.at, spike.event);
      out.put(DURATION, spike.millis / 1e3, spike.event);
    }
  }
}
