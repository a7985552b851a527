package sonde.redis;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import sonde.collect.Collector;

/** All collectors of Redis, in the order in which they are listed. */
public final class RedisCollectors {
  private static final List<Collector<RedisFacts>> ALL =
      List.of(
          new ServerCollector(InstantSource.system()),
          InfoCollector.ofAll("clients", "Connections of clients.", ClientsFields.ALL),
          InfoCollector.ofData("memory", "Memory by use.", MemoryFields.ALL),
          InfoCollector.ofData(
              "persistence", "Snapshots and append-only file.", PersistenceFields.ALL),
          InfoCollector.ofAll(
              "stats", "Connections, commands, traffic, expiry and eviction.", StatsFields.ALL),
          new ReplicationCollector(),
          new CpuCollector(),
          InfoCollector.ofProduct(
              "keydb", "keydb", "Threads and flash storage of KeyDB.", KeyDbFields.ALL),
          new KeyspaceCollector(),
          new CommandStatsCollector(),
          new LatencyStatsCollector(),
          new ErrorStatsCollector(),
          new ClusterCollector(),
          new ConfigCollector(),
          new SlowlogCollector(),
          new CommandLogCollector(),
          new LatencyCollector(),
          new LatencyHistogramCollector(),
          new SentinelCollector(),
          new SentinelMastersCollector(),
          new SentinelQuorumCollector(),
          new ProcessCollector(Path.of("/proc")));

  private RedisCollectors() {}

  /** All of them, on by default or not. */
  public static List<Collector<RedisFacts>> all() {
    return ALL;
  }
}
