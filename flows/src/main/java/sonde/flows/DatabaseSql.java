package sonde.flows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What each kind of database does its own way. All have the same tables and columns; docs/flows.md
 * describes them.
 */
sealed interface DatabaseSql permits MySqlSql, PostgresSql, SqliteSql {
  /** The tables, in the order in which they are made. */
  List<String> TABLES = List.of("flows_schema", "spools", "connections", "connections_by_host");

  /** The columns of connections, in the order of {@link RecordText}. */
  String COLUMNS =
      "spool_id, sequence, time, started, event, protocol, host, host_port, server, port,"
          + " connections, packets_from_host, bytes_from_host, packets_to_host, bytes_to_host";

  /** The columns of connections_by_host, likewise. */
  String SUM_COLUMNS = "host, port, protocol, connections, packets, bytes, last_seen";

  static DatabaseSql of(JdbcTarget.Dialect dialect) {
    return switch (dialect) {
      case SQLITE -> new SqliteSql();
      case MYSQL -> new MySqlSql();
      case POSTGRESQL -> new PostgresSql();
    };
  }

  /**
   * How long to wait.
   *
   * @param connect for a connection
   * @param answer for the answer to a statement
   */
  record Limits(Duration connect, Duration answer) {
    static final Limits STANDARD = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** For a lock, so that the server lets go before we do. */
    long lockSeconds() {
      return Math.max(1, answer.toSeconds() / 2);
    }
  }

  /** What the driver is told; what the URL says itself counts more. */
  Map<String, String> properties(Limits limits);

  /** Begins a transaction. */
  default void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
  }

  /** Ends a transaction. */
  default void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  /** Undoes a transaction. */
  default void rollback(Connection connection) throws SQLException {
    connection.rollback();
  }

  /** Sets a new connection up. */
  void prepare(Connection connection, Limits limits) throws SQLException;

  /** Keeps others from changing the tables until {@link #unlock}, or the transaction's end. */
  void lock(Connection connection, Limits limits) throws SQLException;

  /** Undoes {@link #lock} where the end of the transaction does not. */
  void unlock(Connection connection) throws SQLException;

  /** A query for how many of {@link #TABLES} are there. */
  String countTables();

  /** What makes each of {@link #TABLES}, and their indexes, if it is not there. */
  List<String> createTables();

  /** Ends a SELECT of a row that is to be updated. */
  default String forUpdate() {
    return " FOR UPDATE";
  }

  /** Adds the records from a number on. */
  default void insert(Connection connection, int spool, Batch batch, long from)
      throws SQLException {
    try (ValuesInsert rows =
        new ValuesInsert(connection, "INSERT INTO connections (" + COLUMNS + ") VALUES ", "")) {
      for (long number = from; number <= batch.last(); number++) {
        rows.add(spool, number, batch.record(number));
      }
      rows.flush();
    }
  }

  /** Adds to the sums of hosts, in the order given. */
  default void add(Connection connection, List<HostSums.Sum> sums) throws SQLException {
    try (ValuesInsert rows =
        new ValuesInsert(
            connection,
            "INSERT INTO connections_by_host (" + SUM_COLUMNS + ") VALUES ",
            onConflict())) {
      for (HostSums.Sum sum : sums) {
        rows.add(sum);
      }
      rows.flush();
    }
  }

  /** What follows an INSERT of sums, so that it adds to rows that are there. */
  String onConflict();

  /** A DELETE of at most so many connections from before a time; its parameters are these. */
  String deleteOld();

  /** Sets the parameters of {@link #deleteOld}. */
  default void bindOld(PreparedStatement statement, String before, int most) throws SQLException {
    statement.setString(1, before);
    statement.setInt(2, most);
  }

  /**
   * Whether the transaction failed only because of others, so that it is to be repeated at once.
   */
  boolean isConflict(SQLException e);

  /** Whether the server refused user or password. */
  boolean isRefused(SQLException e);

  /** Runs statements one by one. */
  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
