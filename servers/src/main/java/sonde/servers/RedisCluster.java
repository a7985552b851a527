package sonde.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Redis servers made into a cluster that serves all slots. */
public final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final Duration FORMATION_TIMEOUT = Duration.ofSeconds(30);

  private final List<RedisServer> primaries = new ArrayList<>();
  private final List<RedisServer> replicas = new ArrayList<>();

  private RedisCluster() {}

  /**
   * Starts the nodes and waits until each takes the cluster for working and each replica follows.
   *
   * @param replicasEach how many replicas every primary gets
   * @param configuration what else every node shall have
   * @throws ServerException when that does not come about within 30 seconds; nothing is left behind
   */
  public static RedisCluster start(
      int primaries, int replicasEach, UnaryOperator<RedisServerBuilder> configuration) {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < primaries * (1 + replicasEach); i++) {
        (i < primaries ? cluster.primaries : cluster.replicas)
            .add(configuration.apply(RedisServer.builder()).cluster().start());
      }
      cluster.form();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Primaries first. */
  public List<RedisServer> nodes() {
    List<RedisServer> nodes = new ArrayList<>(primaries);
    nodes.addAll(replicas);
    return nodes;
  }

  /** The nodes that were started as primaries, in the order of their slots. */
  public List<RedisServer> primaries() {
    return List.copyOf(primaries);
  }

  /** The nodes that were started as replicas: the first follows the first primary, and so on. */
  public List<RedisServer> replicas() {
    return List.copyOf(replicas);
  }

  @Override
  public void close() {
    nodes().forEach(RedisServer::close);
  }

  private void form() {
    List<RedisServer> nodes = nodes();
    int count = primaries.size();
    for (int i = 0; i < count; i++) {
      // Epochs of their own from the start spare the nodes the resolving of conflicts.
      primaries.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      assign(primaries.get(i), SLOTS * i / count, SLOTS * (i + 1) / count - 1);
    }
    for (RedisServer node : nodes.subList(1, nodes.size())) {
      nodes.getFirst().call("CLUSTER", "MEET", node.host(), Integer.toString(node.port()));
    }
    // Their count is no sign: a node that has not yet told its id is counted, under another.
    List<String> ids = nodes.stream().map(node -> node.call("CLUSTER", "MYID")).toList();
    await(
        nodes,
        "know each other",
        node -> ids.stream().allMatch(node.call("CLUSTER", "NODES")::contains));
    for (int i = 0; i < replicas.size(); i++) {
      RedisServer replica = replicas.get(i);
      replica.call("CLUSTER", "REPLICATE", primaries.get(i % count).call("CLUSTER", "MYID"));
    }
    await(nodes, "agree that the cluster works", node -> info(node, "cluster_state:ok"));
    await(replicas, "follow", node -> node.call("INFO").contains("master_link_status:up"));
  }

  /** ADDSLOTSRANGE came with Redis 7. */
  private static void assign(RedisServer node, int first, int last) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    for (int slot = first; slot <= last; slot++) {
      command.add(Integer.toString(slot));
    }
    node.call(command.toArray(String[]::new));
  }

  private static boolean info(RedisServer node, String line) {
    return node.call("CLUSTER", "INFO").lines().anyMatch(line::equals);
  }

  private static void await(
      List<RedisServer> nodes, String what, Predicate<RedisServer> condition) {
    long end = System.nanoTime() + FORMATION_TIMEOUT.toNanos();
    while (!nodes.stream().allMatch(condition)) {
      if (System.nanoTime() > end) {
        throw new ServerException(
            "the nodes " + nodes + " do not " + what + " within " + FORMATION_TIMEOUT);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }
}
