package sonde.flows;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;

/** Opens connections to the database of the configuration. */
final class DatabaseConnector {
  private static final String IN_WORKING_DIRECTORY = "jdbc:sqlite:flows.db";

  private final JdbcTarget target;
  private final @Nullable String username;
  private final @Nullable SecretSource password;
  private final DatabaseSql sql;
  private final DatabaseSql.Limits limits;

  DatabaseConnector(
      JdbcTarget target,
      @Nullable String username,
      @Nullable SecretSource password,
      DatabaseSql.Limits limits) {
    this.target = target;
    this.username = username;
    this.password = password;
    this.sql = DatabaseSql.of(target.dialect());
    this.limits = limits;
  }

  /** To the database that is configured; without one, to SQLite in the working directory. */
  static DatabaseConnector of(FlowsConfig.@Nullable Sink sink) {
    return sink == null
        ? new DatabaseConnector(
            JdbcTarget.parse(IN_WORKING_DIRECTORY), null, null, DatabaseSql.Limits.STANDARD)
        : new DatabaseConnector(
            sink.jdbc(), sink.username(), sink.password(), DatabaseSql.Limits.STANDARD);
  }

  /** Its URL without parameters. */
  String name() {
    String url = target.url();
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  /** Connects; with another password if there is one after the server has refused the first. */
  Database connect() throws SQLException {
    try {
      return open();
    } catch (SQLException e) {
      if (password == null || !sql.isRefused(e) || !password.refresh()) {
        throw e;
      }
      return open();
    }
  }

  private Database open() throws SQLException {
    Connection connection = DriverManager.getConnection(target.url(), properties());
    try {
      return new Database(connection, sql, limits);
    } catch (SQLException | RuntimeException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private Properties properties() throws SQLException {
    Properties properties = new Properties();
    String url = target.url().toLowerCase(Locale.ROOT);
    sql.properties(limits)
        .forEach(
            (name, value) -> {
              if (!url.contains(name.toLowerCase(Locale.ROOT) + "=")) {
                properties.setProperty(name, value);
              }
            });
    if (username != null) {
      properties.setProperty("user", username);
    }
    Secret secret = secret();
    if (secret != null) {
      properties.setProperty("password", secret.reveal());
    }
    return properties;
  }

  private @Nullable Secret secret() throws SQLException {
    try {
      return password == null ? null : password.current();
    } catch (IOException e) {
      throw new SQLException("the password: " + e.getMessage(), "28000", e);
    }
  }

  /** What an error says, in a line, without the password. */
  String message(SQLException e) {
    String message = String.valueOf(e.getMessage()).strip();
    try {
      Secret secret = secret();
      if (secret != null && !secret.isEmpty()) {
        message = message.replace(secret.reveal(), "***");
      }
    } catch (SQLException _) {
      // There is none that could be in it.
    }
    return message.replaceFirst("^\\(conn=\\d+\\) ", "").replaceAll("\\s*\\R\\s*", " ");
  }

  /** Whether the transaction is to be repeated at once. */
  boolean isConflict(SQLException e) {
    return sql.isConflict(e);
  }
}
