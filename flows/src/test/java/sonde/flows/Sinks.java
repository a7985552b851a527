package sonde.flows;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.PostgresServer;
import sonde.servers.SqlServer;

/**
 * Databases of each kind, on servers that are started when first needed and end with the JVM: most
 * of the time of a test with its own server would be the start.
 */
final class Sinks {
  /** A statement that stalls is given up soon. */
  static final DatabaseSql.Limits LIMITS =
      new DatabaseSql.Limits(Duration.ofSeconds(2), Duration.ofSeconds(4));

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** What can be written to. */
  enum Kind {
    SQLITE,
    MARIADB,
    MYSQL,
    POSTGRES
  }

  private static final Map<Kind, SqlServer> SERVERS = new EnumMap<>(Kind.class);

  private Sinks() {}

  /** A new database; SQLite's is a file in the directory. */
  static Sink database(Kind kind, Path directory) {
    String name = "traffic" + NAMES.incrementAndGet();
    SqlServer server = kind == Kind.SQLITE ? null : server(kind);
    if (server != null) {
      server.execute("CREATE DATABASE " + name);
    }
    return new Sink(server, name, directory.resolve(name + ".db"));
  }

  /** The server of all tests: who stops it starts it again. */
  static synchronized SqlServer server(Kind kind) {
    return SERVERS.computeIfAbsent(kind, Sinks::start);
  }

  private static SqlServer start(Kind kind) {
    return switch (kind) {
      case MARIADB -> MariaDbServer.builder().start();
      case MYSQL -> MySqlServer.builder().start();
      case POSTGRES -> PostgresServer.builder().start();
      case SQLITE -> throw new IllegalArgumentException("a file");
    };
  }

  /** A database. */
  record Sink(@Nullable SqlServer server, String name, Path file) {
    String url() {
      return server == null ? "jdbc:sqlite:" + file : server.jdbcUrl(name);
    }

    DatabaseConnector connector() {
      return connector(LIMITS);
    }

    DatabaseConnector connector(DatabaseSql.Limits limits) {
      JdbcTarget target = JdbcTarget.parse(url());
      return server == null
          ? new DatabaseConnector(target, null, null, limits)
          : new DatabaseConnector(
              target, server.superuser(), SecretSource.fixed(Secret.of(server.password())), limits);
    }

    DatabaseConnector connector(String user, SecretSource password) {
      return new DatabaseConnector(JdbcTarget.parse(url()), user, password, LIMITS);
    }

    /** The last result's rows, tabs between columns. */
    String query(String sql) throws SQLException {
      if (server != null) {
        return server.execute(name, sql);
      }
      try (Connection connection = DriverManager.getConnection(url() + "?busy_timeout=20000");
          Statement statement = connection.createStatement()) {
        StringBuilder text = new StringBuilder();
        if (statement.execute(sql)) {
          ResultSet rows = statement.getResultSet();
          while (rows.next()) {
            text.append(text.isEmpty() ? "" : "\n");
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              String value = rows.getString(i);
              text.append(i == 1 ? "" : "\t").append(value == null ? "NULL" : value);
            }
          }
        }
        return text.toString();
      }
    }

    /** Rows, different numbers of packets, and what the sums by host have: as of records 1 to n. */
    String account() throws SQLException {
      return query(
              "SELECT COUNT(*), COUNT(DISTINCT packets_from_host), SUM(packets_from_host)"
                  + " FROM connections")
          + " "
          + query("SELECT SUM(connections), SUM(packets), SUM(bytes) FROM connections_by_host");
    }
  }

  /** What {@link Sink#account} has to say when it has the records 1 to n. */
  static String account(long n) {
    long sum = n * (n + 1) / 2;
    return n + "\t" + n + "\t" + sum + " " + n + "\t" + sum + "\t" + 60 * sum;
  }
}
