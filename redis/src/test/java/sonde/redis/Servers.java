package sonde.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisCredentials;
import sonde.redisclient.RedisTls;
import sonde.servers.RedisCluster;
import sonde.servers.RedisServer;
import sonde.servers.RedisServerBuilder;

/** The real servers of this module's tests, each started once; they end with the JVM. */
final class Servers {
  private Servers() {}

  /** By itself, with an append-only file, and enough traffic for every family. */
  static RedisServer standalone() {
    return Standalone.SERVER;
  }

  /** With one replica, {@link #replica}. */
  static RedisServer primary() {
    return Replicated.PRIMARY;
  }

  static RedisServer replica() {
    return Replicated.REPLICA;
  }

  /** One of two that watch {@link #primary} as mymaster. */
  static RedisServer sentinel() {
    return Watched.SENTINEL;
  }

  /** Of one primary and its replica. */
  static RedisCluster cluster() {
    return Clustered.CLUSTER;
  }

  private static final class Standalone {
    static final RedisServer SERVER =
        withTroubles(RedisServer.builder())
            .config("appendonly", "yes")
            .config("maxmemory", "1gb")
            .start();

    static {
      seed(SERVER);
    }
  }

  private static final class Replicated {
    static final RedisServer PRIMARY = withTroubles(RedisServer.builder()).start();
    static final RedisServer REPLICA =
        withTroubles(RedisServer.builder()).replicaOf(PRIMARY).start();

    static {
      seed(PRIMARY);
      await(() -> REPLICA.call("GET", "expiring").equals("1"));
      await(() -> PRIMARY.call("INFO", "replication").contains("state=online"));
      slowAndWrong(REPLICA);
    }
  }

  private static final class Watched {
    static final RedisServer SENTINEL =
        RedisServer.builder().sentinel("mymaster", primary(), 2).start();

    @SuppressWarnings("unused") // Only has to be there: with it the quorum is reached.
    private static final RedisServer OTHER =
        RedisServer.builder().sentinel("mymaster", primary(), 2).start();

    static {
      await(() -> SENTINEL.call("INFO", "sentinel").contains("slaves=1,sentinels=2"));
    }
  }

  private static final class Clustered {
    static final RedisCluster CLUSTER = RedisCluster.start(1, 1, Servers::withTroubles);

    static {
      RedisServer primary = CLUSTER.primaries().getFirst();
      RedisServer replica = CLUSTER.replicas().getFirst();
      primary.call("SET", "a", "1");
      slowAndWrong(primary);
      slowAndWrong(replica);
      replica.call("CLUSTER", "MEET", primary.host(), Integer.toString(primary.port()));
      await(() -> primary.call("CLUSTER", "INFO").contains("messages_meet_received"));
    }
  }

  private static void seed(RedisServer server) {
    server.call("SET", "a", "1");
    server.call("SET", "expiring", "1", "EX", "1000");
    slowAndWrong(server);
  }

  /** So that a slow command is easily made, and noticed. */
  private static RedisServerBuilder withTroubles(RedisServerBuilder builder) {
    return builder
        .config("latency-monitor-threshold", "1")
        .config("slowlog-log-slower-than", "1000");
  }

  private static void slowAndWrong(RedisServer server) {
    server.call("EVAL", "for i = 1, 5000000 do end", "0");
    // The script catches the error, which is counted all the same.
    server.call("EVAL", "return redis.pcall('NOSUCH') and 1", "0");
  }

  /** Connects as the default user. */
  static RedisConnector connector(RedisServer server) {
    return RedisConnector.create(
        RedisAddress.parse(server.address()), RedisCredentials.NONE, RedisTls.DEFAULT, null);
  }

  /** Connects as a user. */
  static RedisConnector connector(RedisServer server, String user, @Nullable String password) {
    return RedisConnector.create(
        RedisAddress.parse(server.address()),
        new RedisCredentials(
            user, password == null ? null : SecretSource.fixed(Secret.of(password))),
        RedisTls.DEFAULT,
        null);
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 20 seconds");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
