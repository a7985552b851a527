package sonde.exporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.mysql.MyCnf;
import sonde.mysql.MySqlAddress;

/**
 * A MySQL or MariaDB server: by an address, with mysqld_exporter's variable for the password, or by
 * the option file that it reads.
 */
final class MySqlEnvironment implements EnvironmentTarget {
  private static final String ADDRESS = "MYSQLD_EXPORTER_ADDRESS";
  private static final String USER = "MYSQLD_EXPORTER_USER";
  private static final String PASSWORD = "MYSQLD_EXPORTER_PASSWORD";
  private static final String CLIENT = "client";

  private final Variables variables;
  private final @Nullable Path myCnf;

  private MySqlEnvironment(Variables variables, @Nullable Path myCnf) {
    this.variables = variables;
    this.myCnf = myCnf;
  }

  /** By its variables. */
  MySqlEnvironment(Variables variables) {
    this(variables, null);
  }

  /**
   * By {@code ~/.my.cnf}: only for whoever has nothing else set, as many have such a file for their
   * client.
   *
   * @return null when there is none, or a variable completes an address that was forgotten
   */
  static @Nullable MySqlEnvironment ofHome(Variables variables) {
    String home = variables.text("HOME");
    if (home == null || variables.text(PASSWORD) != null || variables.text(USER) != null) {
      return null;
    }
    Path file = Path.of(home, ".my.cnf");
    return Files.isRegularFile(file) ? new MySqlEnvironment(variables, file) : null;
  }

  @Override
  public String name() {
    return "mysql";
  }

  @Override
  public boolean isSet() {
    return myCnf != null || variables.text(ADDRESS) != null;
  }

  @Override
  public @Nullable MySqlTarget read(@Nullable String prefix) {
    String namespace = variables.namespace(prefix, null, MySqlTarget.DEFAULT_NAMESPACE).name();
    if (myCnf != null) {
      return ofFile(myCnf, namespace);
    }
    String user = variables.text(USER);
    String password = variables.text(PASSWORD);
    String text = String.valueOf(variables.text(ADDRESS));
    try {
      return target(
          MySqlAddress.parse(text), user, password == null ? null : Secret.of(password), namespace);
    } catch (IllegalArgumentException e) {
      variables.problem(
          ADDRESS,
          text.indexOf('@') >= 0
              ? "has user information (user:password@): set "
                  + USER
                  + " and "
                  + PASSWORD
                  + " instead"
              : String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable MySqlTarget ofFile(Path file, String namespace) {
    try {
      MyCnf.Section client = MyCnf.read(file).section(CLIENT).orElse(null);
      if (client == null) {
        variables.problem("", file + " has no section [client]; set " + ADDRESS + " instead");
        return null;
      }
      variables.note("the target mysql is what " + file + " says: nothing else is set");
      return target(client.address(), client.user(), client.password(), namespace);
    } catch (MyCnf.MyCnfException | IllegalArgumentException e) {
      variables.problem("", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static MySqlTarget target(
      MySqlAddress address, @Nullable String user, @Nullable Secret password, String namespace) {
    return new MySqlTarget(
        address,
        user,
        password == null ? null : SecretSource.fixed(password),
        namespace,
        false,
        Map.of(),
        Map.of(),
        List.of());
  }
}
