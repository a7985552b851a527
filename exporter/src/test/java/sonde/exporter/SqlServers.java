package sonde.exporter;

import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.PostgresServer;
import sonde.servers.SqlServer;

/** Real SQL servers, each started once for all tests of this module; they end with the JVM. */
enum SqlServers {
  POSTGRES,
  MARIADB,
  MYSQL;

  private static final class Postgres {
    static final SqlServer SERVER = PostgresServer.builder().start();
  }

  private static final class MariaDb {
    static final SqlServer SERVER = MariaDbServer.builder().start();
  }

  private static final class MySql {
    static final SqlServer SERVER = MySqlServer.builder().start();
  }

  SqlServer server() {
    return switch (this) {
      case POSTGRES -> Postgres.SERVER;
      case MARIADB -> MariaDb.SERVER;
      case MYSQL -> MySql.SERVER;
    };
  }

  /** The type of its targets. */
  String type() {
    return this == POSTGRES ? "postgres" : "mysql";
  }

  /** The scheme of its addresses. */
  String scheme() {
    return this == POSTGRES ? "postgresql" : "mysql";
  }

  /** The family that says whether it is up. */
  String up() {
    return this == POSTGRES ? "pg_up" : "mysql_up";
  }

  /** Makes a user who may connect, and nothing else. */
  void createUser(String name, String password) {
    String create =
        this == POSTGRES
            ? "CREATE ROLE %s LOGIN PASSWORD '%s'"
            : "CREATE USER %s IDENTIFIED BY '%s'";
    server().execute(create.formatted(name, password.replace("'", "''")));
  }

  /** How many of a user's statements run at the server just now. */
  int running(String user) {
    return count(
        this == POSTGRES
            ? "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s' AND state <> 'idle'"
            : "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                + " WHERE USER = '%s' AND COMMAND <> 'Sleep'",
        user);
  }

  /** How many connections of a user there are. */
  int connections(String user) {
    return count(
        this == POSTGRES
            ? "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'"
            : "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '%s'",
        user);
  }

  private int count(String sql, String user) {
    return Integer.parseInt(server().execute(sql.formatted(user)));
  }
}
