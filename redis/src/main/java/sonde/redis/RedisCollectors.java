package sonde.redis;

import java.util.List;
import sonde.collect.Collector;

/** All collectors of Redis, in the order in which they are listed. */
public final class RedisCollectors {
  private static final List<Collector<RedisFacts>> ALL =
      List.of(
          new InfoCollector("clients", "Connections of clients.", ClientsFields.ALL),
          new KeyspaceCollector(),
          new SlowlogCollector());

  private RedisCollectors() {}

  /** All of them, on by default or not. */
  public static List<Collector<RedisFacts>> all() {
    return ALL;
  }
}
