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

/** Calls by command, and how long they took. */
final class CommandStatsCollector implements Collector<RedisFacts> {
  private static final Family CALLS =
      Family.counter("commands_total", "Calls of the command.", "cmd").summed();
  private static final Family DURATION =
      Family.counter(
              "commands_duration_seconds_total", "How long calls of the command took.", "cmd")
          .summed();
  private static final Family REJECTED =
      Family.counter(
              "commands_rejected_calls_total",
              "Calls of the command that were refused before it ran.",
              "cmd")
          .summed();
  private static final Family FAILED =
      Family.counter(
              "commands_failed_calls_total",
              "Calls of the command that ran and ended in an error.",
              "cmd")
          .summed();

  private static final Spec SPEC =
      Spec.named("commandstats", "Calls, time and errors by command.")
          .emits(CALLS, DURATION, REJECTED, FAILED)
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
    for (CommandStats stats : replies.get(ServerInfo.ALL).commands()) {
      String command = stats.command();
      out.put(CALLS, stats.calls(), command);
      out.put(DURATION, stats.usec() / 1e6, command);
      out.put(REJECTED, stats.rejected(), command);
      out.put(FAILED, stats.failed(), command);
    }
  }
}
