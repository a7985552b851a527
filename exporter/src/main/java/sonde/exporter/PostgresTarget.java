package sonde.exporter;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.config.Default;
import sonde.config.SecretSource;
import sonde.config.YamlValue;
import sonde.postgres.PostgresAddress;
import sonde.postgres.PostgresCollectors;
import sonde.postgres.PostgresConnector;
import sonde.postgres.PostgresFacts;
import sonde.postgres.PostgresGrants;
import sonde.postgres.PostgresStore;
import sonde.sql.OwnQuery;
import sonde.sql.Quoting;

/**
 * A PostgreSQL server at an address.
 *
 * @param address where it is
 * @param username who connects; null for the user that runs this program
 * @param password the password; null for ~/.pgpass's
 * @param preparedStatements false behind a connection pooler that cannot do them
 * @param queries the user's own queries
 */
public record PostgresTarget(
    PostgresAddress address,
    @Nullable String username,
    @Nullable SecretSource password,
    boolean preparedStatements,
    String namespace,
    boolean instanceRoleLabel,
    Map<String, String> labels,
    Map<String, CollectorConfig> collectors,
    List<OwnQuery> queries)
    implements TargetConfig {
  /** The prefix of the metrics' names unless the target has another. */
  static final String DEFAULT_NAMESPACE = "pg";

  /** Its addresses, as requests name them. */
  static final AddressSyntax ADDRESSES =
      new AddressSyntax(
          List.of("postgresql"),
          Map.of("postgres", "postgresql"),
          PostgresAddress.DEFAULT_PORT,
          Pattern.compile("/?"),
          "postgresql://host");

  /** A target as the file has it. */
  record Keys(
      String type,
      PostgresAddress address,
      @Nullable String username,
      @Nullable SecretSource password,
      @Default("true") boolean preparedStatements,
      @Default(DEFAULT_NAMESPACE) Namespace namespace,
      @Default("false") boolean instanceRoleLabel,
      @Default("{}") Map<String, String> labels,
      @Default("[]") List<Path> queries,
      @Nullable YamlValue collectors)
      implements TargetConfig.Keys {
    @Override
    public Optional<Quoting> quoting() {
      return Optional.of(Quoting.POSTGRES);
    }

    @Override
    public PostgresTarget target(Map<String, CollectorConfig> named, List<OwnQuery> own) {
      return new PostgresTarget(
          address,
          username,
          password,
          preparedStatements,
          namespace.name(),
          instanceRoleLabel,
          labels,
          named,
          own);
    }
  }

  @Override
  public String node() {
    return address.hostAndPort();
  }

  @Override
  public List<Collector<PostgresFacts>> known() {
    return TargetConfig.withOwn(PostgresCollectors.all(), queries);
  }

  @Override
  public Optional<String> grants(Facts facts) {
    String user = username == null ? "sonde" : username;
    return Optional.of(
        String.join(
            "; ",
            PostgresGrants.of(facts.server(), user, enabled(PostgresCollectors.all()))
                .statements()));
  }

  @Override
  public PostgresTarget at(String another) {
    return new PostgresTarget(
        PostgresAddress.parse(another),
        username,
        password,
        preparedStatements,
        namespace,
        instanceRoleLabel,
        labels,
        collectors,
        queries);
  }

  @Override
  public Target open(String name, TargetContext context) {
    PostgresConnector connector = new PostgresConnector(address, username, password);
    return Target.open(
        name,
        this,
        known(),
        new PostgresStore(preparedStatements ? connector : connector.withoutPreparedStatements()),
        context);
  }
}
