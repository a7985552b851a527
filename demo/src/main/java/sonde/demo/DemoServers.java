package sonde.demo;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.servers.RedisServer;
import sonde.servers.RedisServerBuilder;

/** A primary, its replica and a Sentinel that watches both, each with passwords of its own. */
final class DemoServers implements AutoCloseable {
  /** The name under which the Sentinel knows the primary, and the target's. */
  static final String CACHE = "cache";

  static final String REPLICA = "cache-replica";
  static final String SENTINEL = "sentinel";

  private static final Duration READY = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int PASSWORD_BYTES = 24;

  /**
   * A started server.
   *
   * @param target the exporter's target for it
   * @param what it is, in words
   * @param password the default user's
   */
  record Started(String target, String what, RedisServer server, Secret password) {}

  private final Deque<RedisServer> servers = new ArrayDeque<>();
  private final Started primary;
  private final Started replica;
  private final Started sentinel;

  private DemoServers() {
    Secret data = password();
    Secret watch = password();
    try {
      this.primary = start(CACHE, "primary", data, data(data));
      this.replica = start(REPLICA, "replica", data, data(data).replicaOf(primary.server));
      this.sentinel =
          start(
              SENTINEL,
              "Sentinel",
              watch,
              RedisServer.builder().password(watch.reveal()).sentinel(CACHE, primary.server, 1));
    } catch (RuntimeException e) {
      closing(e);
      throw e;
    }
  }

  /**
   * Starts them.
   *
   * @throws sonde.servers.ServerException if one does not start; nothing is left behind
   */
  static DemoServers start() {
    return new DemoServers();
  }

  private static RedisServerBuilder data(Secret password) {
    return RedisServer.builder()
        .password(password.reveal())
        // So that the slow log and the latency monitor have something to show.
        .config("slowlog-log-slower-than", "1000")
        .config("latency-monitor-threshold", "1");
  }

  private Started start(String target, String what, Secret password, RedisServerBuilder builder) {
    RedisServer server = builder.start();
    servers.push(server);
    return new Started(target, what, server, password);
  }

  /**
   * Waits until the replica follows the primary and the Sentinel knows of it.
   *
   * @return false if that took too long or the program was told to end
   */
  boolean awaitReady(Ending ending) throws InterruptedException {
    long end = System.nanoTime() + READY.toNanos();
    BooleanSupplier ready =
        () ->
            primary.server.call("INFO", "replication").contains("state=online")
                && sentinel.server.call("INFO", "sentinel").contains("slaves=1,");
    while (!ready.getAsBoolean()) {
      if (System.nanoTime() > end || ending.within(POLL)) {
        return false;
      }
    }
    return true;
  }

  Started primary() {
    return primary;
  }

  Started sentinel() {
    return sentinel;
  }

  List<Started> all() {
    return List.of(primary, replica, sentinel);
  }

  private static Secret password() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  @Override
  public void close() {
    RuntimeException failure = closing(null);
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes all, the last first, also if one cannot be closed or the thread is interrupted. */
  private @Nullable RuntimeException closing(@Nullable RuntimeException before) {
    boolean interrupted = Thread.interrupted();
    RuntimeException failure = before;
    for (RedisServer server : servers) {
      try {
        server.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }
}
