package sonde.redis;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** CPU time of the server, and since Valkey 9.1 how long its threads worked. */
final class CpuCollector implements Collector<RedisFacts> {
  private static final String THREAD = "used_active_time_io_thread_";

  private static final Family THREAD_ACTIVE =
      Family.counter(
              "active_time_io_thread_seconds_total",
              "Time that the thread for input and output worked rather than waited.",
              "thread")
          .summed();

  private static final Spec SPEC =
      Spec.named("cpu", "CPU time of the server.")
          .emits(InfoField.families(CpuFields.ALL))
          .emits(THREAD_ACTIVE)
          .needs("+info")
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    ServerInfo info = replies.get(ServerInfo.ALL);
    InfoField.put(CpuFields.ALL, info, out);
    for (ServerInfo.Field field : ServerInfo.numbered(info.fields(), THREAD)) {
      out.put(THREAD_ACTIVE, Values.number(field.value()), field.name().substring(THREAD.length()));
    }
  }
}
