package sonde.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sonde.collect.Facts;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Server;

/**
 * What is known of a Redis or Valkey server, a Cluster node or a Sentinel, all of it out of INFO.
 *
 * @param server product and version; the product of a Sentinel is its server's
 * @param role as INFO names it: master, slave; and sentinel
 * @param mode {@code standalone}, {@code cluster} or {@code sentinel}
 * @param masters the names of the masters that a Sentinel watches
 * @param local whether the server runs on this machine, so that its process can be looked at
 * @param processId its process
 * @param uptime how long it has run
 */
public record RedisFacts(
    Server server,
    String role,
    Mode mode,
    List<String> masters,
    boolean local,
    long processId,
    Duration uptime)
    implements Facts {
  /** How a server runs. */
  public enum Mode {
    /** By itself, or as a replica. */
    STANDALONE,
    /** As a node of a Cluster. */
    CLUSTER,
    /** As a Sentinel. */
    SENTINEL
  }

  /** For collectors of data: why a Sentinel has none for them. */
  Optional<String> lacksData() {
    return mode == Mode.SENTINEL ? Optional.of("is not in a Sentinel") : Optional.empty();
  }

  /** For collectors of a Sentinel's masters: why another server has none. */
  Optional<String> lacksMasters() {
    return mode == Mode.SENTINEL ? Optional.empty() : Optional.of("is only in a Sentinel");
  }

  static RedisFacts of(ServerInfo info, boolean local) throws FailedException {
    String version = info.text("redis_version");
    if (version.isEmpty()) {
      throw new FailedException(
          Failure.Kind.PROTOCOL, "INFO names no redis_version: this is not a Redis server");
    }
    Mode mode =
        info.has("Sentinel")
            ? Mode.SENTINEL
            : info.text("cluster_enabled").equals("1") ? Mode.CLUSTER : Mode.STANDALONE;
    return new RedisFacts(
        server(info, version),
        mode == Mode.SENTINEL ? "sentinel" : info.text("role"),
        mode,
        masters(info),
        local,
        (long) info.number("process_id").orElse(0),
        Duration.ofSeconds((long) info.number("uptime_in_seconds").orElse(0)));
  }

  /** Valkey and KeyDB say as redis_version which Redis they are compatible with. */
  private static Server server(ServerInfo info, String version) {
    String valkey = info.text("valkey_version");
    if (!valkey.isEmpty()) {
      return Server.of("valkey", valkey);
    }
    return Server.of(info.has("KeyDB") ? "keydb" : "redis", version);
  }

  private static List<String> masters(ServerInfo info) {
    return ServerInfo.numbered(info.section("Sentinel"), "master").stream()
        .map(ServerInfo.Field::value)
        .map(ServerInfo::parts)
        .map(parts -> parts.getOrDefault("name", ""))
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
