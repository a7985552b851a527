package sonde.redis;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;

/**
 * Keys by database, and of all databases. A database without keys does not stand in INFO and is
 * given as 0, up to the configured number of databases.
 */
final class KeyspaceCollector implements Collector<RedisFacts> {
  private static final int DEFAULT_DATABASES = 16;
  private static final int MOST_DATABASES = 10_000;

  private static final Family KEYS = Family.gauge("keys", "Keys in all databases.");
  private static final Family DB_KEYS =
      Family.gauge("db_keys", "Keys in the database.", "db").summed();
  private static final Family EXPIRING =
      Family.gauge("db_keys_expiring", "Keys in the database that expire.", "db").summed();
  private static final Family TTL =
      Family.gauge(
          "db_avg_ttl_seconds", "Average time to live of the database's expiring keys.", "db");
  private static final Family CACHED =
      Family.gauge("db_keys_cached", "Keys of the database in memory, of KeyDB on flash.", "db")
          .summed();

  private static final Spec SPEC =
      Spec.named("keyspace", "Keys by database and in all.")
          .emits(KEYS, DB_KEYS, EXPIRING, TTL, CACHED)
          .needs("+info", "+config|get")
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return facts.mode() == RedisFacts.Mode.STANDALONE
        ? List.of(ServerInfo.ALL, ConfigCollector.DATABASES)
        : List.of(ServerInfo.ALL);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    ServerInfo info = replies.get(ServerInfo.ALL);
    Set<String> seen = new HashSet<>();
    double keys = 0;
    for (ServerInfo.Field db : ServerInfo.numbered(info.section("Keyspace"), "db")) {
      String name = db.name();
      Map<String, String> parts = ServerInfo.parts(db.value());
      keys += put(DB_KEYS, parts.get("keys"), 1, name, out);
      put(EXPIRING, parts.get("expires"), 1, name, out);
      put(TTL, parts.get("avg_ttl"), 1e3, name, out);
      put(CACHED, parts.get("cached_keys"), 1, name, out);
      seen.add(name);
    }
    if (replies.facts().mode() != RedisFacts.Mode.SENTINEL) {
      out.put(KEYS, keys);
    }
    int databases = databases(replies);
    for (int i = 0; i < databases; i++) {
      String name = "db" + i;
      if (seen.add(name)) {
        out.put(DB_KEYS, 0, name);
        out.put(EXPIRING, 0, name);
      }
    }
  }

  private static double put(
      Family family, @Nullable String value, double divisor, String db, Sink out) {
    OptionalDouble number = value == null ? OptionalDouble.empty() : Values.number(value);
    number.ifPresent(n -> out.put(family, n / divisor, db));
    return number.orElse(0);
  }

  /** How many databases there are; where that may not be asked, as many as Redis has by default. */
  private static int databases(Replies<RedisFacts> replies) throws FailedException {
    return switch (replies.facts().mode()) {
      case CLUSTER -> 1;
      case SENTINEL -> DEFAULT_DATABASES;
      case STANDALONE -> {
        double configured =
            replies
                .find(ConfigCollector.DATABASES)
                .map(Values::number)
                .orElse(OptionalDouble.empty())
                .orElse(DEFAULT_DATABASES);
        yield (int) Math.min(configured, MOST_DATABASES);
      }
    };
  }
}
