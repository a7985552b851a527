package sonde.demo;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.redis.RedisFacts;
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
   * @param exporter who the exporter is there
   */
  record Started(
      String target, String what, RedisServer server, Secret password, MonitoringUser exporter) {}

  private final Deque<RedisServer> servers = new ArrayDeque<>();
  private final Started primary;
  private final Started replica;
  private final Started sentinel;

  private DemoServers() throws IOException, InterruptedException {
    Secret data = password();
    Secret watch = password();
    try {
      this.primary = start(CACHE, "primary", data, data(data));
      this.replica = start(REPLICA, "replica", data, data(data).replicaOf(primary.server));
      // A Sentinel asks every 10 seconds: it shall find the replica when it first does.
      await("the replica follows", primary.server, "replication", "state=online");
      this.sentinel =
          start(
              SENTINEL,
              "Sentinel",
              watch,
              RedisServer.builder().password(watch.reveal()).sentinel(CACHE, primary.server, 1));
      await("it knows the replica", sentinel.server, "sentinel", "slaves=1,");
    } catch (RuntimeException | IOException | InterruptedException e) {
      closing(e);
      throw e;
    }
  }

  /**
   * Starts them, and returns when the replica follows the primary and the Sentinel knows of it.
   *
   * @throws sonde.servers.ServerException if one does not start; nothing is left behind
   * @throws IOException if they do not find each other; nothing is left behind
   */
  static DemoServers start() throws IOException, InterruptedException {
    return new DemoServers();
  }

  private static void await(String what, RedisServer server, String section, String text)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + READY.toNanos();
    while (!server.call("INFO", section).contains(text)) {
      if (System.nanoTime() > end) {
        throw new IOException(
            server + ": " + what + ": not within " + READY.toSeconds() + " seconds");
      }
      Thread.sleep(POLL);
    }
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
    RedisFacts.Mode mode =
        target.equals(SENTINEL) ? RedisFacts.Mode.SENTINEL : RedisFacts.Mode.STANDALONE;
    MonitoringUser exporter = MonitoringUser.on(server, mode, password(), password);
    return new Started(target, what, server, password, exporter);
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

  static Secret password() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  @Override
  public void close() {
    if (closing(null) instanceof RuntimeException failure) {
      throw failure;
    }
  }

  /** Closes all, the last first, also if one cannot be closed or the thread is interrupted. */
  private @Nullable Exception closing(@Nullable Exception before) {
    boolean interrupted = Thread.interrupted();
    Exception failure = before;
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
