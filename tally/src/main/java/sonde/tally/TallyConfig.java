package sonde.tally;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.LogConfig;
import sonde.config.SecretSource;
import sonde.config.Validated;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisTls;
import sonde.web.ListenAddress;

/**
 * Tally's configuration, whole and checked: from a file or from the environment by {@link
 * TallyConfigSource}.
 *
 * @param web where to listen
 * @param log what to log and where
 * @param redis where counts are kept
 * @param durability when a count is acknowledged
 * @param idempotency how long clients' keys are remembered
 * @param postgres where the message of {@code /helloworld} is; null for a fixed one
 * @param hello the message's cache
 */
public record TallyConfig(
    @Default("{}") Web web,
    @Default("{}") LogConfig log,
    Redis redis,
    @Default("{}") Durability durability,
    @Default("{}") Idempotency idempotency,
    @Nullable Postgres postgres,
    @Default("{}") Hello hello) {
  /** The port of the service unless told otherwise. */
  public static final int DEFAULT_PORT = 8080;

  /**
   * Where to listen.
   *
   * @param listen for clients
   * @param admin for who watches and runs it
   */
  public record Web(@Default("0.0.0.0:8080") ListenAddress listen, @Default("{}") Admin admin) {}

  /** Where metrics and health are served. */
  public record Admin(@Default("0.0.0.0:10602") ListenAddress listen) {}

  /**
   * Where counts are kept: exactly one of {@code address}, {@code sentinel} and {@code cluster}.
   *
   * @param address of a server that is always the primary
   * @param sentinel who names the primary
   * @param cluster nodes of a Cluster, at least one
   * @param username the ACL user; null for the default user
   * @param password its password
   * @param tls how to speak TLS with {@code rediss://} addresses
   * @param database the number of the database; 0 in a Cluster
   * @param prefix put before every id; null for nothing
   */
  public record Redis(
      @Nullable RedisAddress address,
      @Nullable Sentinel sentinel,
      @Nullable List<RedisAddress> cluster,
      @Nullable String username,
      @Nullable SecretSource password,
      @Default("{}") RedisTls tls,
      @Default("0") int database,
      @Nullable String prefix)
      implements Validated {
    private static final int MOST_DATABASES = 1 << 20;
    private static final int LONGEST_PREFIX = 256;

    @Override
    public void validate(Checks checks) {
      long ways = Stream.of(address, sentinel, cluster).filter(Objects::nonNull).count();
      if (ways != 1) {
        checks.problem("address", "set one of address, sentinel and cluster, not " + ways);
      }
      if (cluster != null && cluster.isEmpty()) {
        checks.problem("cluster", "names no node");
      }
      if (database < 0 || database > (cluster == null ? MOST_DATABASES : 0)) {
        checks.problem("database", "is 0 or above, and 0 in a Cluster");
      }
      if (prefix != null && (prefix.startsWith("/") || prefix.length() > LONGEST_PREFIX)) {
        // Keys that start with /tally/ are Tally's own.
        checks.problem("prefix", "does not start with / and has at most 256 characters");
      }
    }
  }

  /**
   * The Sentinels of a primary.
   *
   * @param master the primary's name
   * @param addresses of the Sentinels
   * @param username of the Sentinels; null for the default user
   * @param password of the Sentinels
   */
  public record Sentinel(
      String master,
      List<RedisAddress> addresses,
      @Nullable String username,
      @Nullable SecretSource password)
      implements Validated {
    @Override
    public void validate(Checks checks) {
      if (addresses.isEmpty()) {
        checks.problem("addresses", "names no Sentinel");
      }
      if (master.isEmpty()) {
        checks.problem("master", "is the name that the Sentinels give the primary");
      }
    }
  }

  /**
   * When a count is acknowledged.
   *
   * @param replicas how many replicas must have it
   * @param timeout how long one attempt waits for them
   */
  public record Durability(
      @Default("attached") Replicas replicas, @Default("200ms") Duration timeout)
      implements Validated {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    @Override
    public void validate(Checks checks) {
      if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
        // 0 would be WAIT's word for ever.
        checks.problem("timeout", "is 1ms to 2s");
      }
    }
  }

  /**
   * How long clients' keys are remembered.
   *
   * @param keep since a key was last used
   */
  public record Idempotency(@Default("24h") Duration keep) implements Validated {
    private static final Duration LONGEST = Duration.ofDays(365);

    @Override
    public void validate(Checks checks) {
      if (keep.compareTo(Duration.ofMinutes(1)) < 0 || keep.compareTo(LONGEST) > 0) {
        checks.problem("keep", "is 1m to 365d");
      }
    }
  }

  /**
   * Where the message of {@code /helloworld} is.
   *
   * @param address {@code postgresql://host:5432/database}, with pgjdbc's parameters such as {@code
   *     ?sslmode=verify-full}
   */
  public record Postgres(
      PostgresUri address, @Nullable String username, @Nullable SecretSource password) {}

  /** The cache of the message of {@code /helloworld}. */
  public record Hello(@Default("30s") Duration cache) implements Validated {
    private static final Duration LONGEST = Duration.ofDays(1);

    @Override
    public void validate(Checks checks) {
      if (cache.toMillis() < 1 || cache.compareTo(LONGEST) > 0) {
        checks.problem("cache", "is 1ms to 1d");
      }
    }
  }
}
