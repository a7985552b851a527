package sonde.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import sonde.collect.Failure;
import sonde.config.SecretSource;

/** Any database with a JDBC driver: nothing but users' own queries, each by itself. */
final class JdbcDialect implements Dialect {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final int LONGEST = 300;

  private final String url;
  private final @Nullable String username;
  private final @Nullable SecretSource password;

  JdbcDialect(String url, @Nullable String username, @Nullable SecretSource password) {
    this.url = url;
    this.username = username;
    this.password = password;
  }

  @Override
  public Connection connect(Duration within) throws SQLException {
    try {
      return connect();
    } catch (SQLException e) {
      boolean refused = String.valueOf(e.getSQLState()).startsWith("28");
      if (refused && password != null && password.refresh()) {
        return connect();
      }
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (username != null) {
      properties.setProperty("user", username);
    }
    if (password != null) {
      try {
        properties.setProperty("password", password.current().reveal());
      } catch (IOException e) {
        throw new SQLException(e.getMessage(), "28000", e);
      }
    }
    boolean sqlite = url.startsWith(SQLITE);
    if (sqlite) {
      // SQLITE_OPEN_READONLY; else a file that is not there would be made.
      properties.setProperty("open_mode", "1");
    }
    Connection connection = DriverManager.getConnection(url, properties);
    if (!sqlite) {
      connection.setReadOnly(true);
    }
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public Guards guards(Duration limit) {
    return new Guards(List.of(), List.of(), List.of());
  }

  /** There is no way to say it that all databases know. */
  @Override
  public boolean limits() {
    return false;
  }

  @Override
  public void begin(Connection connection, Duration limit) {
    // A connection that does not commit by itself begins with the first statement.
  }

  @Override
  public void rollback(Statement statement) throws SQLException {
    statement.getConnection().rollback();
  }

  @Override
  public boolean prepares() {
    return false;
  }

  @Override
  public Failure failure(String what, SQLException error) {
    String state = String.valueOf(error.getSQLState());
    Failure.Kind kind =
        error instanceof SQLTimeoutException
            ? Failure.Kind.TIMEOUT
            : switch (state.length() < 2 ? "" : state.substring(0, 2)) {
              case "08" -> Failure.Kind.UNREACHABLE;
              case "28" -> Failure.Kind.AUTHENTICATION;
              default -> Failure.Kind.SERVER_ERROR;
            };
    return new Failure(kind, what + ": " + oneLine(String.valueOf(error.getMessage())));
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + '…' : line;
  }
}
