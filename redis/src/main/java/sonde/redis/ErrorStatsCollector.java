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

/** Error replies by their first word. Scripts choose that word: hence the sum of the rest. */
final class ErrorStatsCollector implements Collector<RedisFacts> {
  private static final String PREFIX = "errorstat_";

  private static final Family ERRORS =
      Family.counter("errors_total", "Error replies that began with this word.", "err").summed();

  private static final Spec SPEC =
      Spec.named("errorstats", "Error replies by kind.")
          .emits(ERRORS)
          .since("redis", "6.2")
          .since("valkey", "7.2")
          .since("keydb", "6.2")
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
    for (ServerInfo.Field field : replies.get(ServerInfo.ALL).section("Errorstats")) {
      if (field.name().startsWith(PREFIX)) {
        String error = field.name().substring(PREFIX.length());
        out.put(ERRORS, ServerInfo.part(field.value(), "count"), error);
      }
    }
  }
}
