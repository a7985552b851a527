package sonde.demo;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import sonde.config.Secret;
import sonde.redis.RedisFacts;
import sonde.servers.RedisGroup;
import sonde.servers.RedisServer;
import sonde.servers.RedisServerBuilder;

/** A Redis primary, two replicas and three Sentinels, with passwords of their own. */
final class DemoServers implements AutoCloseable {
  /** The name under which the Sentinels know the primary, and the target's. */
  static final String CACHE = "cache";

  private static final String REPLICA = "cache-replica-";
  private static final String SENTINEL = "sentinel-";
  private static final int PASSWORD_BYTES = 24;

  /**
   * A started server.
   *
   * @param target the exporter's target for it
   * @param what it is, in words
   * @param password the default user's
   * @param exporter who the exporter is there
   */
  record Started(
      String target, String what, RedisServer server, Secret password, MonitoringUser exporter) {}

  private final RedisGroup group;
  private final List<Started> servers = new ArrayList<>();
  private final List<Started> sentinels = new ArrayList<>();

  private DemoServers(RedisGroup group, Secret data, Secret watch) {
    this.group = group;
    for (RedisServer server : group.servers()) {
      int number = servers.size();
      servers.add(
          started(
              number == 0 ? CACHE : REPLICA + number,
              number == 0 ? "primary" : "replica",
              server,
              RedisFacts.Mode.STANDALONE,
              data));
    }
    for (RedisServer server : group.sentinels()) {
      String target = SENTINEL + (sentinels.size() + 1);
      sentinels.add(started(target, "Sentinel", server, RedisFacts.Mode.SENTINEL, watch));
    }
  }

  /**
   * Starts them, and returns when the replicas follow the primary and the Sentinels know of all.
   *
   * @throws sonde.servers.ServerException if one does not start, or they do not find each other;
   *     nothing is left behind
   */
  static DemoServers start() {
    Secret data = password();
    Secret watch = password();
    RedisGroup group =
        RedisGroup.start(
            new RedisGroup.Options(CACHE, data.reveal(), watch.reveal(), null),
            DemoServers::watched);
    try {
      return new DemoServers(group, data, watch);
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  /** So that the slow log and the latency monitor have something to show. */
  private static RedisServerBuilder watched(RedisServerBuilder builder) {
    return builder
        .config("slowlog-log-slower-than", "1000")
        .config("latency-monitor-threshold", "1");
  }

  private static Started started(
      String target, String what, RedisServer server, RedisFacts.Mode mode, Secret password) {
    MonitoringUser exporter = MonitoringUser.on(server, mode, password(), password);
    return new Started(target, what, server, password, exporter);
  }

  /** The one that was started as primary. */
  Started primary() {
    return servers.getFirst();
  }

  List<Started> sentinels() {
    return List.copyOf(sentinels);
  }

  List<Started> all() {
    List<Started> all = new ArrayList<>(servers);
    all.addAll(sentinels);
    return all;
  }

  RedisGroup group() {
    return group;
  }

  static Secret password() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  @Override
  public void close() {
    group.close();
  }
}
