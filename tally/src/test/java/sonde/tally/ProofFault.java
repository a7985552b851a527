package sonde.tally;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import sonde.servers.RedisGroup;
import sonde.servers.RedisServer;

/** What is done to one part, and undone. */
final class ProofFault {
  /** Does or undoes it. */
  interface Action {
    void run() throws Exception;
  }

  private final String name;
  private final Action begin;
  private final Action end;

  private ProofFault(String name, Action begin, Action end) {
    this.name = name;
    this.begin = begin;
    this.end = end;
  }

  /** One to the primary, so that another must take over. */
  static ProofFault ofPrimary(RedisGroup group, boolean partitions, SplittableRandom random) {
    RedisServer primary = group.primary();
    return switch (random.nextInt(partitions ? 3 : 2)) {
      case 0 -> new ProofFault("primary killed", primary::kill, primary::restart);
      case 1 -> new ProofFault("primary stopped", primary::pause, primary::resume);
      default -> partition("primary", primary);
    };
  }

  /** One to another part: a replica, a Sentinel or an instance. */
  static ProofFault ofAnother(
      RedisGroup group,
      List<ProofInstance> instances,
      boolean partitions,
      SplittableRandom random) {
    List<RedisServer> replicas = new ArrayList<>(group.servers());
    replicas.remove(group.primary());
    RedisServer replica = replicas.get(random.nextInt(replicas.size()));
    RedisServer sentinel = group.sentinels().get(random.nextInt(group.sentinels().size()));
    ProofInstance instance = instances.get(random.nextInt(instances.size()));
    return switch (random.nextInt(partitions ? 7 : 6)) {
      case 0 -> new ProofFault("replica killed", replica::kill, replica::restart);
      case 1 -> new ProofFault("replica stopped", replica::pause, replica::resume);
      case 2 -> new ProofFault("Sentinel killed", sentinel::kill, sentinel::restart);
      case 3 -> new ProofFault("Sentinel stopped", sentinel::pause, sentinel::resume);
      case 4 -> new ProofFault("instance killed", instance::kill, instance::restart);
      case 5 ->
          new ProofFault(
              "instance stopped", () -> instance.signal("STOP"), () -> instance.signal("CONT"));
      default -> partition("replica", replica);
    };
  }

  /** Drops all packets to and from a server's address; in a network namespace of the test's own. */
  private static ProofFault partition(String what, RedisServer server) {
    return new ProofFault(
        what + " cut off",
        () -> {
          iptables("-A", "INPUT", "-d", server.host(), "-j", "DROP");
          iptables("-A", "INPUT", "-s", server.host(), "-j", "DROP");
        },
        () -> {
          iptables("-D", "INPUT", "-d", server.host(), "-j", "DROP");
          iptables("-D", "INPUT", "-s", server.host(), "-j", "DROP");
        });
  }

  private static void iptables(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("iptables", "-w"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("failed: " + command);
    }
  }

  void begin() throws Exception {
    begin.run();
  }

  void end() throws Exception {
    end.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
