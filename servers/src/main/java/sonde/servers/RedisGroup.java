package sonde.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A primary, two replicas and three Sentinels, with passwords on both kinds, set up to lose
 * nothing: append-only files with an fsync before every reply, no evictions, and no writes without
 * a replica.
 */
public final class RedisGroup implements AutoCloseable {
  /** The name that the Sentinels give the primary. */
  public static final String MASTER = "tally";

  private static final String NETWORK = "127.0.73.";
  private static final int SENTINEL_HOST = 11;
  private static final int REPLICAS = 2;
  private static final int SENTINELS = 3;
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisGroup() {}

  /**
   * Starts all, and waits until both replicas are attached and each Sentinel knows all others.
   *
   * @param password of the servers
   * @param sentinelPassword of the Sentinels
   * @throws ServerException if that does not come about; nothing is left behind
   */
  public static RedisGroup start(String password, String sentinelPassword) {
    RedisGroup group = new RedisGroup();
    try {
      RedisServer primary = durable(password, 1).start();
      group.servers.add(primary);
      for (int i = 0; i < REPLICAS; i++) {
        group.servers.add(durable(password, 2 + i).replicaOf(primary).start());
      }
      for (int i = 0; i < SENTINELS; i++) {
        group.sentinels.add(
            RedisServer.builder()
                .host(NETWORK + (SENTINEL_HOST + i))
                .password(sentinelPassword)
                .config("sentinel", "sentinel-pass " + sentinelPassword)
                .sentinel(MASTER, primary, SENTINELS / 2 + 1)
                // Another failover may begin after twice this time.
                .config("sentinel", "failover-timeout " + MASTER + " 2000")
                .start());
      }
      group.await("every replica and Sentinel is known to the others", group::isWhole);
      return group;
    } catch (ServerException e) {
      group.close();
      throw e;
    }
  }

  private static RedisServerBuilder durable(String password, int number) {
    return RedisServer.builder()
        .host(NETWORK + number)
        .password(password)
        .config("appendonly", "yes")
        .config("appendfsync", "always")
        .config("maxmemory-policy", "noeviction")
        .config("min-replicas-to-write", "1")
        .config("min-replicas-max-lag", "5")
        .config("repl-timeout", "5")
        .config("repl-ping-replica-period", "1")
        .config("repl-diskless-sync-delay", "0");
  }

  /** The servers, of which one is the primary; at first the first. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** The Sentinels. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /**
   * The server that the first Sentinel that answers names as primary.
   *
   * @throws ServerException if none answers
   */
  public RedisServer primary() {
    for (RedisServer sentinel : sentinels) {
      if (sentinel.isRunning()) {
        String answer = sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        for (RedisServer server : servers) {
          if (answer.contains(Integer.toString(server.port()))) {
            return server;
          }
        }
      }
    }
    throw new ServerException("no Sentinel names a primary");
  }

  /** Whether all servers replicate from one and all Sentinels know all. */
  public boolean isWhole() {
    RedisServer primary = primary();
    return primary.call("INFO", "replication").contains("connected_slaves:" + REPLICAS)
        && primary.call("ROLE").startsWith("master")
        && sentinels.stream().allMatch(RedisGroup::knowsAll);
  }

  private static boolean knowsAll(RedisServer sentinel) {
    String about = sentinel.call("INFO", "sentinel");
    return about.contains("status=ok,")
        && about.contains(",slaves=" + REPLICAS + ",sentinels=" + SENTINELS);
  }

  private void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + WITHIN.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new ServerException("not within " + WITHIN.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    servers.forEach(RedisServer::close);
  }
}
