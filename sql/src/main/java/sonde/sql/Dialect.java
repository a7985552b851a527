package sonde.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import sonde.collect.Failure;

/** What differs between servers that are asked over JDBC. Immutable; used by several threads. */
public interface Dialect {
  /** What was done when it is no query that failed. */
  String CONNECTING = "connecting";

  /**
   * Connects and authenticates.
   *
   * @param within how long that may take
   */
  Connection connect(Duration within) throws SQLException;

  /**
   * What makes selects one text that is sent in one round trip, in a transaction that only reads,
   * and of which the server itself ends each statement that takes too long or waits on a lock.
   *
   * @param limit how long one statement may take
   */
  Guards guards(Duration limit);

  /** Whether the server ends by itself what takes longer than the limits that it was given. */
  default boolean limits() {
    return true;
  }

  /** Begins a transaction that only reads, for a user's own statement. */
  void begin(Connection connection, Duration limit) throws SQLException;

  /** Ends a transaction after an error, or a user's own statement. */
  default void rollback(Statement statement) throws SQLException {
    statement.execute("ROLLBACK");
  }

  /** Whether the joined text is prepared at the server, which pays where planning is dear. */
  boolean prepares();

  /**
   * What an error means, and what to do about it.
   *
   * @param what the query, {@link #CONNECTING}, or what else was done, for the message
   */
  Failure failure(String what, SQLException error);

  /**
   * Statements around the selects.
   *
   * @param before sent before them; their results are skipped
   * @param parameters of {@code before}, where that has question marks
   * @param after sent after them
   */
  record Guards(List<String> before, List<String> parameters, List<String> after) {}

  /** Whether an error left no connection to go on with. */
  static boolean isLost(Connection connection, SQLException error) {
    String state = error.getSQLState();
    try {
      // 57P0x: an administrator ended the session, or the server.
      return (state != null && (state.startsWith("08") || state.startsWith("57P0")))
          || connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
