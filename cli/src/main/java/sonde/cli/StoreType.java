package sonde.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.collect.Server;
import sonde.config.Suggestion;
import sonde.mysql.MySqlCollectors;
import sonde.mysql.MySqlFacts;
import sonde.mysql.MySqlGrants;
import sonde.postgres.PostgresCollectors;
import sonde.postgres.PostgresFacts;
import sonde.postgres.PostgresGrants;
import sonde.redis.RedisCollectors;
import sonde.redis.RedisFacts;
import sonde.redis.RedisGrants;

/**
 * A type of target with collectors of its own, as the commands and documents list it.
 *
 * @param name in the configuration
 * @param servers what it is for
 * @param namespace the usual prefix of its metrics' names
 * @param products the names of servers, each with the version that examples have
 */
record StoreType<F extends Facts>(
    String name,
    String servers,
    String namespace,
    List<Server> products,
    Class<F> facts,
    List<Collector<F>> collectors,
    Granter<F> granter) {
  /** All, in the order in which they are listed. */
  static final List<StoreType<?>> ALL =
      List.of(
          new StoreType<>(
              "redis",
              "Redis, Valkey, KeyDB, Cluster nodes and Sentinels.",
              "redis",
              List.of(Server.of("redis", "8.0"), Server.of("valkey", "8.1")),
              RedisFacts.class,
              RedisCollectors.all(),
              StoreType::redis),
          new StoreType<>(
              "postgres",
              "PostgreSQL, primaries and standbys.",
              "pg",
              List.of(Server.of("postgres", "18")),
              PostgresFacts.class,
              PostgresCollectors.all(),
              StoreType::postgres),
          new StoreType<>(
              "mysql",
              "MySQL and MariaDB, sources and replicas.",
              "mysql",
              List.of(Server.of("mysql", "8.0"), Server.of("mariadb", "11.4")),
              MySqlFacts.class,
              MySqlCollectors.all(),
              StoreType::mysql));

  /**
   * What makes a user.
   *
   * @param statements as the server's own client takes them, in this order
   * @param notes what else to know and do
   */
  record Grants(List<String> statements, List<String> notes) {}

  /** Finds what collectors need. */
  @FunctionalInterface
  interface Granter<F extends Facts> {
    /**
     * What collectors need.
     *
     * @param mode how the server runs, where its type knows several ways; null for the usual one
     * @throws IllegalArgumentException when there is no such mode, or the user's name would need
     *     quoting
     */
    Grants of(
        Server server, @Nullable String mode, String user, Collection<Collector<F>> collectors);
  }

  /**
   * The type of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  static StoreType<?> named(String name) {
    return ALL.stream()
        .filter(type -> type.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no type "
                        + name
                        + ": there are "
                        + ALL.stream().map(StoreType::name).collect(Collectors.joining(", "))));
  }

  /**
   * The server that a text such as {@code redis-7.2} names.
   *
   * @param text null for the first product
   * @throws IllegalArgumentException when this type has no such server
   */
  Server server(@Nullable String text) {
    if (text == null) {
      return products.getFirst();
    }
    String known = products.stream().map(Server::product).collect(Collectors.joining("|"));
    Matcher named = Pattern.compile("(" + known + ")-([0-9][0-9.]*)").matcher(text);
    if (!named.matches()) {
      throw new IllegalArgumentException(
          "--server is "
              + products.stream()
                  .map(product -> product.product() + "-VERSION")
                  .collect(Collectors.joining(" or "))
              + ", not "
              + text);
    }
    return Server.of(named.group(1), named.group(2));
  }

  /**
   * What a server needs to be told for some collectors.
   *
   * @param names of the collectors; empty for those that are on by default
   * @throws IllegalArgumentException when there is no such collector or mode, or the user's name
   *     would need quoting
   */
  Grants grants(Server server, @Nullable String mode, String user, List<String> names) {
    return granter.of(server, mode, user, wanted(names));
  }

  /** How a server runs, as its facts say; null for types that run in one way. */
  static @Nullable String mode(Facts facts) {
    return facts instanceof RedisFacts redis ? redis.mode().name() : null;
  }

  private List<Collector<F>> wanted(List<String> names) {
    Set<String> known = new TreeSet<>();
    List<Collector<F>> wanted = new ArrayList<>();
    for (Collector<F> collector : collectors) {
      String collectorName = collector.spec().name();
      known.add(collectorName);
      if (names.isEmpty() ? collector.spec().onByDefault() : names.contains(collectorName)) {
        wanted.add(collector);
      }
    }
    for (String one : names) {
      if (!known.contains(one)) {
        throw new IllegalArgumentException(
            "there is no collector "
                + one
                + Suggestion.near(one, known).map(near -> ", did you mean " + near + "?").orElse("")
                + ": there are "
                + String.join(", ", known));
      }
    }
    return wanted;
  }

  private static Grants redis(
      Server server,
      @Nullable String mode,
      String user,
      Collection<Collector<RedisFacts>> collectors) {
    RedisFacts.Mode runs =
        switch (mode == null ? "standalone" : mode.toLowerCase(Locale.ROOT)) {
          case "standalone" -> RedisFacts.Mode.STANDALONE;
          case "cluster" -> RedisFacts.Mode.CLUSTER;
          case "sentinel" -> RedisFacts.Mode.SENTINEL;
          default ->
              throw new IllegalArgumentException(
                  "--mode is standalone, cluster or sentinel, not " + mode);
        };
    RedisGrants grants = RedisGrants.of(server, runs, user, collectors);
    return new Grants(grants.statement().stream().toList(), grants.notes());
  }

  private static Grants postgres(
      Server server,
      @Nullable String mode,
      String user,
      Collection<Collector<PostgresFacts>> collectors) {
    refuse(mode);
    PostgresGrants grants = PostgresGrants.of(server, user, collectors);
    return new Grants(ended(grants.statements()), grants.notes());
  }

  private static Grants mysql(
      Server server,
      @Nullable String mode,
      String user,
      Collection<Collector<MySqlFacts>> collectors) {
    refuse(mode);
    MySqlGrants grants = MySqlGrants.of(server, user, collectors);
    return new Grants(ended(grants.statements()), grants.notes());
  }

  private static void refuse(@Nullable String mode) {
    if (mode != null) {
      throw new IllegalArgumentException("--mode is for redis only");
    }
  }

  private static List<String> ended(List<String> statements) {
    return statements.stream().map(statement -> statement + ";").toList();
  }
}
