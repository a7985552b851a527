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
import sonde.mysql.MySqlAddress;
import sonde.mysql.MySqlCollectors;
import sonde.mysql.MySqlFacts;
import sonde.mysql.MySqlGrants;
import sonde.mysql.MySqlStore;
import sonde.sql.OwnQuery;
import sonde.sql.Quoting;

/**
 * A MySQL or MariaDB server at an address.
 *
 * @param address where it is
 * @param username who connects; null for the user that runs this program, over a socket
 * @param password the password
 * @param queries the user's own queries
 */
public record MySqlTarget(
    MySqlAddress address,
    @Nullable String username,
    @Nullable SecretSource password,
    String namespace,
    boolean instanceRoleLabel,
    Map<String, String> labels,
    Map<String, CollectorConfig> collectors,
    List<OwnQuery> queries)
    implements TargetConfig {
  /** The prefix of the metrics' names unless the target has another. */
  static final String DEFAULT_NAMESPACE = "mysql";

  /** Its addresses, as requests name them. */
  static final AddressSyntax ADDRESSES =
      new AddressSyntax(
          List.of("mysql", "unix"),
          Map.of(),
          MySqlAddress.DEFAULT_PORT,
          Pattern.compile("/?"),
          "mysql://host");

  /** A target as the file has it. */
  record Keys(
      String type,
      MySqlAddress address,
      @Nullable String username,
      @Nullable SecretSource password,
      @Default(DEFAULT_NAMESPACE) Namespace namespace,
      @Default("false") boolean instanceRoleLabel,
      @Default("{}") Map<String, String> labels,
      @Default("[]") List<Path> queries,
      @Nullable YamlValue collectors)
      implements TargetConfig.Keys {
    @Override
    public Optional<Quoting> quoting() {
      return Optional.of(Quoting.MYSQL);
    }

    @Override
    public MySqlTarget target(Map<String, CollectorConfig> named, List<OwnQuery> own) {
      return new MySqlTarget(
          address, username, password, namespace.name(), instanceRoleLabel, labels, named, own);
    }
  }

  @Override
  public String node() {
    return address.hostAndPort();
  }

  @Override
  public List<Collector<MySqlFacts>> known() {
    return TargetConfig.withOwn(MySqlCollectors.all(), queries);
  }

  @Override
  public Optional<String> grants(Facts facts) {
    String user = username == null ? "sonde" : username;
    return Optional.of(
        String.join(
            "; ",
            MySqlGrants.of(facts.server(), user, enabled(MySqlCollectors.all())).statements()));
  }

  @Override
  public MySqlTarget at(String another) {
    return new MySqlTarget(
        MySqlAddress.parse(another),
        username,
        password,
        namespace,
        instanceRoleLabel,
        labels,
        collectors,
        queries);
  }

  @Override
  public Target open(String name, TargetContext context) {
    return Target.open(name, this, known(), new MySqlStore(address, username, password), context);
  }
}
