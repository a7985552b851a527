package sonde.exporter;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.postgres.PostgresAddress;

/** A PostgreSQL server, as postgres_exporter's users have it set. */
final class PostgresEnvironment implements EnvironmentTarget {
  private static final String NAME = "DATA_SOURCE_NAME";
  private static final String URI = "DATA_SOURCE_URI";
  private static final String USER = "DATA_SOURCE_USER";
  private static final String PASSWORD = "DATA_SOURCE_PASS";
  private static final String FILE = "_FILE";

  private final Variables variables;

  PostgresEnvironment(Variables variables) {
    this.variables = variables;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public boolean isSet() {
    return variables.text(NAME) != null
        || variables.text(URI) != null
        || variables.text(URI + FILE) != null;
  }

  @Override
  public @Nullable PostgresTarget read(@Nullable String prefix) {
    String namespace =
        variables
            .namespace(
                prefix,
                PeerVariables.POSTGRES.prefix() + "METRIC_PREFIX",
                PostgresTarget.DEFAULT_NAMESPACE)
            .name();
    return variables.text(NAME) == null ? ofUri(namespace) : ofName(namespace);
  }

  private @Nullable PostgresTarget ofName(String namespace) {
    for (String other : List.of(URI, USER, PASSWORD)) {
      variables.noteUnread(other, NAME);
      variables.noteUnread(other + FILE, NAME);
    }
    try {
      DataSourceName name = DataSourceName.parse(String.valueOf(variables.text(NAME)));
      Secret password = name.password();
      return target(
          name.address(),
          name.username(),
          password == null ? null : SecretSource.fixed(password),
          namespace);
    } catch (IllegalArgumentException e) {
      variables.problem(NAME, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable PostgresTarget ofUri(String namespace) {
    String uri = textOrFile(URI);
    String user = textOrFile(USER);
    SecretSource password = password();
    if (uri == null) {
      return null;
    }
    try {
      return target(
          DataSourceName.withDefaults(PostgresAddress.parse(uri)), user, password, namespace);
    } catch (IllegalArgumentException e) {
      variables.problem(
          URI,
          uri.indexOf('@') >= 0
              ? "has user information (user:password@): set "
                  + USER
                  + ", and "
                  + PASSWORD
                  + " or "
                  + PASSWORD
                  + FILE
                  + ", instead"
              : String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** The file goes first, as with the peer. */
  private @Nullable String textOrFile(String name) {
    variables.noteUnread(name, name + FILE);
    return variables.text(name + FILE) == null
        ? variables.text(name)
        : variables.textInFile(name + FILE);
  }

  private @Nullable SecretSource password() {
    variables.noteUnread(PASSWORD, PASSWORD + FILE);
    if (variables.text(PASSWORD + FILE) != null) {
      Path file = variables.file(PASSWORD + FILE);
      return file == null ? null : SecretSource.file(file);
    }
    String password = variables.text(PASSWORD);
    return password == null ? null : SecretSource.fixed(Secret.of(password));
  }

  private static PostgresTarget target(
      PostgresAddress address,
      @Nullable String user,
      @Nullable SecretSource password,
      String namespace) {
    return new PostgresTarget(
        address, user, password, true, namespace, false, Map.of(), Map.of(), List.of());
  }
}
