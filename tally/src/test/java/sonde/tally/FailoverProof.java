package sonde.tally;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import sonde.servers.RedisGroup;
import sonde.servers.RedisServer;
import sonde.servers.ServerException;
import sonde.testkit.Await;

/**
 * Proves on real processes that failovers neither lose nor repeat an acknowledged count: three
 * instances over a primary, two replicas and three Sentinels, concurrent clients, and a seeded
 * schedule of faults.
 */
final class FailoverProof implements AutoCloseable {
  private static final String PASSWORD = "counted";
  private static final String SENTINEL_PASSWORD = "watched";
  private static final int INSTANCES = 3;
  private static final Duration BETWEEN = Duration.ofMillis(1500);

  private final RedisGroup group;
  private final List<ProofInstance> instances = new ArrayList<>();
  private final ProofHistory history = new ProofHistory();
  private final ProofClients clients;
  private final SplittableRandom random;
  private final boolean partitions;
  private final List<Double> gaps = new ArrayList<>();

  /**
   * Starts everything.
   *
   * @param partitions whether servers may be cut off by iptables
   */
  FailoverProof(Path directory, long seed, boolean partitions) throws Exception {
    this.random = new SplittableRandom(seed);
    this.partitions = partitions;
    this.group =
        RedisGroup.start(
            new RedisGroup.Options("tally", PASSWORD, SENTINEL_PASSWORD, "127.0.73"),
            UnaryOperator.identity());
    for (int i = 0; i < INSTANCES; i++) {
      instances.add(new ProofInstance(directory.resolve("tally-" + i), configuration()));
    }
    this.clients = new ProofClients(instances, history, random.split());
  }

  /** Arguments: failovers, seed, and {@code partitions} in a network namespace of its own. */
  public static void main(String... arguments) throws Exception {
    int failovers = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    boolean partitions = arguments.length > 2 && arguments[2].equals("partitions");
    Path directory = Files.createTempDirectory("failover-proof-");
    List<String> violations;
    try (FailoverProof proof = new FailoverProof(directory, seed, partitions)) {
      violations = proof.run(failovers);
    }
    System.exit(violations.isEmpty() ? 0 : 1);
  }

  private String configuration() {
    String sentinels =
        group.sentinels().stream().map(RedisServer::address).collect(Collectors.joining(", "));
    return """
        web: {listen: "127.0.0.1:0", admin: {listen: "127.0.0.1:0"}}
        redis:
          sentinel: {master: %s, addresses: [%s], password: %s}
          password: %s
        """
        .formatted(group.master(), sentinels, SENTINEL_PASSWORD, PASSWORD);
  }

  /** Runs so many failovers; returns what the history shows to be wrong. */
  List<String> run(int failovers) throws Exception {
    clients.start();
    awaitAcknowledged();
    for (int i = 1; i <= failovers; i++) {
      if (random.nextBoolean()) {
        another();
      }
      failover(i);
    }
    clients.end();
    Await.until(group::isWhole);
    checkCounts();
    report(failovers);
    return history.violations();
  }

  /** A fault of something else than the primary. */
  private void another() throws Exception {
    ProofFault fault = ProofFault.ofAnother(group, instances, partitions, random);
    history.beginGap();
    fault.begin();
    TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
    fault.end();
    Await.until(group::isWhole);
    awaitAcknowledged();
    print(String.format("    %-18s longest gap %5.0f ms", fault, history.longestGapMillis()));
  }

  private void failover(int number) throws Exception {
    RedisServer before = group.primary();
    ProofFault fault = ProofFault.ofPrimary(group, partitions, random);
    history.beginGap();
    fault.begin();
    Await.until(() -> !group.primary().equals(before));
    awaitAcknowledged();
    double gap = history.longestGapMillis();
    gaps.add(gap);
    TimeUnit.NANOSECONDS.sleep(random.nextLong(BETWEEN.toNanos()));
    fault.end();
    long healed = System.nanoTime();
    Await.until(group::isWhole);
    print(
        String.format(
            "%3d %-18s without acknowledged calls %5.0f ms, whole again %4.1f s after its end",
            number, fault, gap, (System.nanoTime() - healed) / 1e9));
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private void awaitAcknowledged() throws Exception {
    long now = System.nanoTime();
    Await.until(() -> history.lastAcknowledged() - now > 0);
  }

  /** The final counts, and that both replicas have the same. */
  private void checkCounts() throws Exception {
    for (String id : history.names()) {
      String count = group.primary().call("GET", id);
      history.finalCount(id, count.isEmpty() ? 0 : Long.parseLong(count));
      for (RedisServer server : group.servers()) {
        Await.until(() -> has(server, id, count));
      }
    }
  }

  private static boolean has(RedisServer server, String id, String count) {
    try {
      return server.call("GET", id).equals(count);
    } catch (ServerException e) {
      // A replica that has just been started loads what it has before it answers.
      return false;
    }
  }

  private void report(int failovers) {
    List<Double> sorted = gaps.stream().sorted().toList();
    print(
        String.format(
            "%d failovers: without acknowledged calls median %.0f ms, worst %.0f ms; %s",
            failovers, sorted.get(sorted.size() / 2), sorted.getLast(), history.summary()));
    history.violations().forEach(violation -> print("VIOLATION " + violation));
    print(history.violations().isEmpty() ? "nothing lost, nothing repeated" : "FAILED");
  }

  @Override
  public void close() {
    instances.forEach(ProofInstance::close);
    group.close();
  }
}
