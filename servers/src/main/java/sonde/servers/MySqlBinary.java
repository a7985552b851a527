package sonde.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB or MySQL server program.
 *
 * @param base the directory of its installation, where its messages and SQL scripts are; null if it
 *     finds them itself
 * @param version as the program says, e.g. 10.11.19
 */
record MySqlBinary(Path program, @Nullable Path base, String version) {
  static final String MARIADB_OVERRIDE = "SONDE_MARIADB_BIN";
  static final String MYSQL_OVERRIDE = "SONDE_MYSQL_BIN";

  /** In the Maven artifact. */
  private static final String BUNDLED = "/mysql-Linux-amd64.tar.gz";

  /** By the variable that names another. What was not found is looked for again. */
  private static final Map<String, MySqlBinary> FOUND = new ConcurrentHashMap<>();

  /**
   * The mariadbd in the directory that the environment variable {@value #MARIADB_OVERRIDE} names;
   * without it the first on PATH and in /usr/sbin.
   */
  static MySqlBinary mariaDb() {
    return FOUND.computeIfAbsent(
        MARIADB_OVERRIDE, variable -> mariaDb(System.getenv(variable), System.getenv("PATH")));
  }

  /**
   * The mysqld in the directory that the environment variable {@value #MYSQL_OVERRIDE} names;
   * without it 8.0 out of the Maven artifact.
   */
  static MySqlBinary mySql() {
    return FOUND.computeIfAbsent(MYSQL_OVERRIDE, variable -> mySql(System.getenv(variable)));
  }

  static MySqlBinary mariaDb(@Nullable String override, @Nullable String path) {
    if (override != null && !override.isEmpty()) {
      return named(MARIADB_OVERRIDE, override, "mariadbd");
    }
    return Stream.of(((path == null ? "" : path + ":") + "/usr/sbin").split(":"))
        .map(directory -> probe(Path.of(directory, "mariadbd"), null))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new ServerException(
                    "no MariaDB found: install mariadb-server, or name the directory of mariadbd"
                        + " in "
                        + MARIADB_OVERRIDE));
  }

  static MySqlBinary mySql(@Nullable String override) {
    if (override != null && !override.isEmpty()) {
      return named(MYSQL_OVERRIDE, override, "mysqld");
    }
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      throw new ServerException(
          "no MySQL comes for this system: name the directory of mysqld in " + MYSQL_OVERRIDE);
    }
    Path base = Programs.unpacked(BUNDLED);
    return probe(base.resolve("bin/mysqld"), base)
        .orElseThrow(
            () ->
                new ServerException(
                    "the bundled MySQL does not run here (libraries missing, or no execution in "
                        + base
                        + "): name the directory of mysqld in "
                        + MYSQL_OVERRIDE));
  }

  /** A program of the same installation, which is in the same directory or in one beside it. */
  Path companion(String name) {
    return Stream.of("", "../bin", "../scripts")
        .map(other -> program.resolveSibling(other).resolve(name).normalize())
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new ServerException("there is no " + name + " beside " + program));
  }

  private static MySqlBinary named(String variable, String directory, String name) {
    Path program = Path.of(directory, name);
    return probe(program, null)
        .orElseThrow(
            () -> new ServerException(variable + ": there is no " + name + " in " + directory));
  }

  private static Optional<MySqlBinary> probe(Path program, @Nullable Path base) {
    return Files.isExecutable(program)
        ? Optional.ofNullable(Programs.version(program))
            .map(version -> new MySqlBinary(program, base, version))
        : Optional.empty();
  }

  /** What every run of the program needs to be told of its installation. */
  List<String> settings() {
    return base == null
        ? List.of()
        : List.of("basedir=" + base, "lc_messages_dir=" + base.resolve("share"));
  }
}
