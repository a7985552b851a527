package sonde.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real MySQL server: the one in the directory that the environment variable SONDE_MYSQL_BIN
 * names, otherwise 8.0 out of a Maven artifact.
 */
public final class MySqlServer extends MySqlFamily {
  private MySqlServer(Plan plan, ServerUser user, Path directory, int port) {
    super(plan, user, directory, port);
  }

  /** A server to configure and start. */
  public static MySqlServerBuilder<MySqlServer> builder() {
    return new MySqlServerBuilder<>(MySqlBinary::mySql, plan -> start(new MySql(), plan));
  }

  @Override
  public String toString() {
    return "MySQL " + version() + " at " + address();
  }

  private record MySql() implements Kind<MySqlServer> {
    @Override
    public String name() {
      return "mysql";
    }

    /** The X plugin would listen on a port of its own, the same for all. */
    @Override
    public Map<String, String> settings() {
      return Map.of("loose_mysqlx", "0");
    }

    @Override
    public List<String> firstStatements() {
      return List.of(
          "ALTER USER root@localhost IDENTIFIED BY '" + PASSWORD + "';",
          "CREATE USER root@127.0.0.1 IDENTIFIED BY '" + PASSWORD + "';",
          "GRANT ALL ON *.* TO root@127.0.0.1 WITH GRANT OPTION;");
    }

    @Override
    public List<String> initialise(MySqlBinary binary, Path configuration, Path statements) {
      return List.of(
          binary.program().toString(),
          "--defaults-file=" + configuration,
          "--initialize-insecure",
          "--init-file=" + statements);
    }

    @Override
    public MySqlServer create(Plan plan, ServerUser user, Path directory, int port) {
      return new MySqlServer(plan, user, directory, port);
    }
  }
}
