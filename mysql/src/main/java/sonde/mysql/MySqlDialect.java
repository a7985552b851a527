package sonde.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sonde.collect.Failure;
import sonde.sql.Dialect;

/**
 * How MySQL and MariaDB are asked over one connection, whose server is known once it is connected.
 */
final class MySqlDialect implements Dialect {
  private final MySqlConnector connector;
  private volatile @Nullable Boolean mariaDb;

  MySqlDialect(MySqlConnector connector) {
    this.connector = connector;
  }

  @Override
  public Connection connect(Duration within) throws SQLException {
    Connection connection = connector.connect(within);
    // The driver has it from the server's greeting.
    mariaDb = connection.getMetaData().getDatabaseProductName().equals("MariaDB");
    return connection;
  }

  @Override
  public Guards guards(Duration limit) {
    return new Guards(
        List.of(limits(limit), "START TRANSACTION READ ONLY"), List.of(), List.of("ROLLBACK"));
  }

  @Override
  public void begin(Connection connection, Duration limit) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(limits(limit) + ";\nSTART TRANSACTION READ ONLY");
    }
  }

  /** MySQL's limit is of SELECT only, MariaDB's of every statement. Both wait in whole seconds. */
  private String limits(Duration limit) {
    long millis = Math.max(1, limit.toMillis());
    String most =
        Boolean.TRUE.equals(mariaDb)
            ? String.format(Locale.ROOT, "max_statement_time = %.3f", millis / 1e3)
            : "max_execution_time = " + millis;
    long seconds = Math.max(1, limit.toSeconds());
    return "SET SESSION "
        + most
        + ", lock_wait_timeout = "
        + seconds
        + ", innodb_lock_wait_timeout = "
        + seconds;
  }

  @Override
  public boolean prepares() {
    return false;
  }

  @Override
  public Failure failure(String what, SQLException error) {
    return ServerErrors.failure(connector.address(), what, error);
  }
}
