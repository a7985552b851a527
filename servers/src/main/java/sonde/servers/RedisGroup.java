package sonde.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A primary, two replicas and three Sentinels, with passwords on both kinds, set up to lose
 * nothing: append-only files with an fsync before every reply, no evictions, and no writes without
 * a replica.
 */
public final class RedisGroup implements AutoCloseable {
  private static final int REPLICAS = 2;
  private static final int SENTINELS = 3;
  private static final int FIRST_SENTINEL = 11;
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Options options;
  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  /**
   * What is wanted.
   *
   * @param master the name that the Sentinels give the primary
   * @param password of the servers
   * @param sentinelPassword of the Sentinels
   * @param network the first three numbers of loopback addresses, such as {@code 127.0.73}, of
   *     which each server gets its own, so that one can be cut off from the others; null for
   *     127.0.0.1, which is all that some systems have
   */
  public record Options(
      String master, String password, String sentinelPassword, @Nullable String network) {
    /** Shows no password. */
    @Override
    public String toString() {
      return master;
    }
  }

  private RedisGroup(Options options) {
    this.options = options;
  }

  /**
   * Starts all, and waits until both replicas are attached and each Sentinel knows all others.
   *
   * @param configuration what else the servers shall have
   * @throws ServerException if that does not come about; nothing is left behind
   */
  public static RedisGroup start(Options options, UnaryOperator<RedisServerBuilder> configuration) {
    RedisGroup group = new RedisGroup(options);
    try {
      group.start(configuration);
      return group;
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private void start(UnaryOperator<RedisServerBuilder> configuration) {
    RedisServer primary = configuration.apply(durable(1)).start();
    servers.add(primary);
    for (int i = 0; i < REPLICAS; i++) {
      servers.add(configuration.apply(durable(2 + i)).replicaOf(primary).start());
    }
    // A Sentinel asks for replicas every 10 seconds: it shall find them when it first does.
    await("the replicas follow", this::isReplicated);
    for (int i = 0; i < SENTINELS; i++) {
      sentinels.add(
          builder(FIRST_SENTINEL + i)
              .password(options.sentinelPassword)
              .config("sentinel", "sentinel-pass " + options.sentinelPassword)
              .sentinel(options.master, primary, SENTINELS / 2 + 1)
              // Another failover may begin after twice this time.
              .config("sentinel", "failover-timeout " + options.master + " 2000")
              .start());
    }
    await("every replica and Sentinel is known to the others", this::isWhole);
  }

  private RedisServerBuilder builder(int number) {
    RedisServerBuilder builder = RedisServer.builder();
    return options.network == null ? builder : builder.host(options.network + "." + number);
  }

  private RedisServerBuilder durable(int number) {
    return builder(number)
        .password(options.password)
        .config("appendonly", "yes")
        .config("appendfsync", "always")
        .config("maxmemory-policy", "noeviction")
        .config("min-replicas-to-write", "1")
        .config("min-replicas-max-lag", "5")
        .config("repl-timeout", "5")
        .config("repl-ping-replica-period", "1");
  }

  /** The servers, of which one is the primary; at first the first. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** The Sentinels. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The name that the Sentinels give the primary. */
  public String master() {
    return options.master;
  }

  /**
   * The server that the first Sentinel that answers names as primary.
   *
   * @throws ServerException if none answers
   */
  public RedisServer primary() {
    for (RedisServer sentinel : sentinels) {
      if (sentinel.isRunning()) {
        String answer = sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", options.master);
        for (RedisServer server : servers) {
          if (answer.equals(server.host() + "\n" + server.port())) {
            return server;
          }
        }
      }
    }
    throw new ServerException("no Sentinel names a primary");
  }

  private boolean isReplicated() {
    return servers
        .getFirst()
        .call("INFO", "replication")
        .replaceFirst("state=online", "")
        .contains("state=online");
  }

  /** Whether all servers answer and replicate from one, and all Sentinels know all. */
  public boolean isWhole() {
    try {
      RedisServer primary = primary();
      return primary.call("INFO", "replication").contains("connected_slaves:" + REPLICAS)
          && primary.call("ROLE").startsWith("master")
          && sentinels.stream().allMatch(RedisGroup::knowsAll);
    } catch (ServerException e) {
      // One that changes its role closes connections, and one that starts is loading.
      return false;
    }
  }

  private static boolean knowsAll(RedisServer sentinel) {
    String about = sentinel.call("INFO", "sentinel");
    return about.contains("status=ok,")
        && about.contains(",slaves=" + REPLICAS + ",sentinels=" + SENTINELS);
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + WITHIN.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new ServerException("not within " + WITHIN.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new ServerException("interrupted while waiting: " + what);
      }
    }
  }

  /** Ends all, also if one cannot be ended. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (RedisServer server : Stream.concat(sentinels.stream(), servers.stream()).toList()) {
      try {
        server.close();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
