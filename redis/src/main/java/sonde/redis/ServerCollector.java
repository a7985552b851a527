package sonde.redis;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/** What the server is, since when it runs, and its version. */
final class ServerCollector implements Collector<RedisFacts> {
  private static final String INSTANCE = "What the server is; the value is always 1.";

  private static final Family START =
      Family.gauge("start_time_seconds", "When the server started, in seconds since 1970.");
  private static final Family BUILD =
      Family.gauge("build_version_info", "The server's version; the value is always 1.", "version");
  private static final Family REDIS = Family.gauge("instance_info", INSTANCE, labels());
  private static final Family VALKEY =
      Family.gauge("instance_info", INSTANCE, labels("valkey_version"));
  private static final Family STAGED_VALKEY =
      Family.gauge("instance_info", INSTANCE, labels("valkey_version", "valkey_release_stage"));

  private static final Spec SPEC =
      Spec.named("server", "What the server is, its version, and since when it runs.")
          .emits(InfoField.families(ServerFields.ALL))
          .emits(START, BUILD, REDIS, VALKEY, STAGED_VALKEY)
          .needs("+info")
          .onByDefault();

  private final InstantSource clock;

  /**
   * Makes the collector.
   *
   * @param clock tells when a server started that does not tell its own time, before Redis 6
   */
  ServerCollector(InstantSource clock) {
    this.clock = clock;
  }

  /** The fields of INFO in the labels of instance_info have the labels' names. */
  private static String[] labels(String... more) {
    String[] all = {
      "role",
      "redis_version",
      "redis_build_id",
      "redis_mode",
      "os",
      "maxmemory_policy",
      "tcp_port",
      "run_id",
      "process_id",
      "master_replid"
    };
    String[] labels = Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, labels, all.length, more.length);
    return labels;
  }

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
    InfoField.put(ServerFields.ALL, info, out);
    info.number("uptime_in_seconds").ifPresent(uptime -> out.put(START, now(info) - uptime));
    out.put(BUILD, 1, replies.facts().server().version().text());
    Family instance =
        info.text("valkey_version").isEmpty()
            ? REDIS
            : info.text("valkey_release_stage").isEmpty() ? VALKEY : STAGED_VALKEY;
    out.put(instance, 1, instance.labels().stream().map(info::text).toArray(String[]::new));
  }

  /**
   * The second in which the server answered, by its own clock where it tells it: the uptime is of
   * the same clock reading, so that their difference does not wander.
   */
  private double now(ServerInfo info) {
    OptionalDouble micros = info.number("server_time_usec");
    return micros.isPresent()
        ? Math.floor(micros.getAsDouble() / 1e6)
        : clock.instant().getEpochSecond();
  }
}
