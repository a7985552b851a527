package sonde.exporter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.SecretSource;
import sonde.config.Validated;
import sonde.config.YamlValue;
import sonde.redis.RedisCollectors;
import sonde.redis.RedisFacts;
import sonde.redis.RedisGrants;
import sonde.redis.RedisStore;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisCredentials;
import sonde.redisclient.RedisTls;
import sonde.sql.OwnQuery;

/**
 * A Redis or Valkey server, a Cluster node or a Sentinel at an address.
 *
 * @param address where it is
 * @param username the ACL user; null for the default user
 * @param password its password
 * @param tls how to speak TLS with a {@code rediss://} address
 */
public record RedisTarget(
    RedisAddress address,
    @Nullable String username,
    @Nullable SecretSource password,
    RedisTls tls,
    String namespace,
    boolean instanceRoleLabel,
    Map<String, String> labels,
    Map<String, CollectorConfig> collectors)
    implements TargetConfig {
  /** The prefix of the metrics' names unless the target has another. */
  static final String DEFAULT_NAMESPACE = "redis";

  /** Its addresses; a database has no effect. */
  static final AddressSyntax ADDRESSES =
      new AddressSyntax(
          List.of("redis", "rediss", "unix"),
          Map.of(),
          RedisAddress.DEFAULT_PORT,
          Pattern.compile("/[0-9]*"),
          "rediss://host");

  private static final String NO_TLS =
      "is set, but the address does not ask for TLS: that is a rediss:// one";

  /** A target as the file has it. */
  record Keys(
      String type,
      RedisAddress address,
      @Nullable String username,
      @Nullable SecretSource password,
      @Default("{}") RedisTls tls,
      @Default(DEFAULT_NAMESPACE) Namespace namespace,
      @Default("false") boolean instanceRoleLabel,
      @Default("{}") Map<String, String> labels,
      @Nullable YamlValue collectors)
      implements Validated, TargetConfig.Keys {
    @Override
    public void validate(Checks checks) {
      if (!address.tls() && !tls.equals(RedisTls.DEFAULT)) {
        checks.problem("tls", NO_TLS);
      }
    }

    @Override
    public RedisTarget target(Map<String, CollectorConfig> named, List<OwnQuery> own) {
      return new RedisTarget(
          address, username, password, tls, namespace.name(), instanceRoleLabel, labels, named);
    }
  }

  @Override
  public String node() {
    return address.hostAndPort();
  }

  @Override
  public List<Collector<RedisFacts>> known() {
    return RedisCollectors.all();
  }

  @Override
  public Optional<String> grants(Facts facts) {
    if (!(facts instanceof RedisFacts redis)) {
      return Optional.empty();
    }
    String user = username == null ? "sonde" : username;
    return RedisGrants.of(redis.server(), redis.mode(), user, enabled(known())).statement();
  }

  @Override
  public RedisTarget at(String another) {
    RedisAddress parsed = RedisAddress.parse(another);
    if (!parsed.tls() && !tls.equals(RedisTls.DEFAULT)) {
      throw new IllegalArgumentException("the module's tls " + NO_TLS);
    }
    return new RedisTarget(
        parsed, username, password, tls, namespace, instanceRoleLabel, labels, collectors);
  }

  @Override
  public Target open(String name, TargetContext context) {
    RedisConnector connector =
        RedisConnector.create(address, new RedisCredentials(username, password), tls, null);
    return Target.open(
        name, this, known(), new RedisStore(connector, context.refusedRequests()), context);
  }
}
