package sonde.exporter;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.SecretSource;
import sonde.config.Validated;
import sonde.config.YamlValue;
import sonde.sql.JdbcFacts;
import sonde.sql.JdbcStore;
import sonde.sql.OwnQuery;
import sonde.sql.Quoting;

/**
 * A database at a JDBC URL, of which nothing is known but users' own queries.
 *
 * @param url without user information
 */
public record SqlTarget(
    String url,
    @Nullable String username,
    @Nullable SecretSource password,
    String namespace,
    Map<String, String> labels,
    Map<String, CollectorConfig> collectors,
    List<OwnQuery> queries)
    implements TargetConfig {
  /** A target as the file has it. */
  record Keys(
      String type,
      String jdbc,
      @Nullable String username,
      @Nullable SecretSource password,
      @Default("sql") Namespace namespace,
      @Default("{}") Map<String, String> labels,
      @Default("[]") List<Path> queries,
      @Nullable YamlValue collectors)
      implements Validated, TargetConfig.Keys {
    @Override
    public void validate(Checks checks) {
      if (!jdbc.startsWith("jdbc:")) {
        checks.problem("jdbc", "is a JDBC URL, such as jdbc:sqlite:/var/lib/shop.db");
      } else if (hasCredentials(jdbc)) {
        checks.problem(
            "jdbc", "holds a user or password: these belong in username and password_file");
      }
      if (queries.isEmpty()) {
        checks.problem("queries", "names no file: there is nothing else to ask such a database");
      }
    }

    private static boolean hasCredentials(String url) {
      String lower = url.toLowerCase(Locale.ROOT);
      return lower.contains("password=") || lower.contains("user=") || lower.contains("@");
    }

    @Override
    public Optional<Quoting> quoting() {
      if (jdbc.startsWith("jdbc:postgresql:")) {
        return Optional.of(Quoting.POSTGRES);
      }
      boolean mysql = jdbc.startsWith("jdbc:mysql:") || jdbc.startsWith("jdbc:mariadb:");
      return Optional.of(mysql ? Quoting.MYSQL : Quoting.STANDARD);
    }

    @Override
    public SqlTarget target(Map<String, CollectorConfig> named, List<OwnQuery> own) {
      return new SqlTarget(jdbc, username, password, namespace.name(), labels, named, own);
    }
  }

  /** The URL without its parameters, which are the driver's and may be anything. */
  @Override
  public String node() {
    int end = url.length();
    for (char c : new char[] {'?', ';'}) {
      int at = url.indexOf(c);
      end = at < 0 ? end : Math.min(end, at);
    }
    return url.substring("jdbc:".length(), end);
  }

  @Override
  public boolean instanceRoleLabel() {
    return false;
  }

  @Override
  public List<Collector<JdbcFacts>> known() {
    return TargetConfig.withOwn(List.of(), queries);
  }

  @Override
  public Optional<String> grants(Facts facts) {
    return Optional.empty();
  }

  @Override
  public Target open(String name, TargetContext context) {
    return Target.open(name, this, known(), new JdbcStore(url, username, password), context);
  }
}
