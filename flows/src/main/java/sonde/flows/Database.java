package sonde.flows;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A connection to the database, whose tables are there. Each batch is a transaction: {@link
 * #begin}, {@link #add}, {@link #commit}. For one thread, but for {@link #abort}.
 */
final class Database implements AutoCloseable {
  /** Of the tables; a change of them makes it the next. */
  static final int VERSION = 1;

  private final Connection connection;
  private final DatabaseSql sql;
  private final DatabaseSql.Limits limits;
  private final String server;
  private int spool;
  private boolean inTransaction;

  Database(Connection connection, DatabaseSql sql, DatabaseSql.Limits limits) throws SQLException {
    this.connection = connection;
    this.sql = sql;
    this.limits = limits;
    sql.prepare(connection, limits);
    DatabaseMetaData data = connection.getMetaData();
    this.server = data.getDatabaseProductName() + " " + data.getDatabaseProductVersion();
  }

  /** The server's name and version. */
  String server() {
    return server;
  }

  /**
   * Makes the tables if they are not there, and enters the spool if it is not known.
   *
   * @param base the number after which an unknown spool's records begin
   * @return the number of the spool's last record that is in the database
   */
  long attach(UUID id, long base) throws SQLException {
    start();
    sql.lock(connection, limits);
    try {
      if (count(sql.countTables()) < DatabaseSql.TABLES.size()) {
        for (String statement : sql.createTables()) {
          DatabaseSql.execute(connection, statement);
        }
      }
      checkVersion();
      long sequence = enter(id, base);
      end();
      sql.unlock(connection);
      return sequence;
    } catch (SQLException e) {
      try {
        rollback();
        sql.unlock(connection);
      } catch (SQLException after) {
        e.addSuppressed(after);
      }
      throw e;
    }
  }

  private void checkVersion() throws SQLException {
    long version = count("SELECT MAX(version) FROM flows_schema");
    if (version > VERSION) {
      throw new SQLException(
          "its tables are of a later version of Sonde (schema %d, this one knows %d): use that one"
              .formatted(version, VERSION));
    }
    if (version < VERSION) {
      DatabaseSql.execute(connection, "INSERT INTO flows_schema VALUES (" + VERSION + ")");
    }
  }

  private long enter(UUID id, long base) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id, sequence FROM spools WHERE uuid = '" + id + "'")) {
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          spool = rows.getInt(1);
          return rows.getLong(2);
        }
      }
    }
    // Also those of which only records are left.
    spool =
        1
            + (int)
                Math.max(
                    count("SELECT MAX(id) FROM spools"),
                    count("SELECT MAX(spool_id) FROM connections"));
    DatabaseSql.execute(
        connection,
        "INSERT INTO spools (id, uuid, sequence) VALUES (%d, '%s', %d)".formatted(spool, id, base));
    return base;
  }

  /** A number; 0 for NULL. */
  private long count(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /**
   * Begins a transaction, and keeps other connections of this spool out until it ends.
   *
   * @return the number of the last record that is in the database
   */
  long begin() throws SQLException {
    start();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT sequence FROM spools WHERE id = " + spool + sql.forUpdate())) {
      if (!rows.next()) {
        throw new SQLException("the spool's row in the table spools is gone");
      }
      return rows.getLong(1);
    }
  }

  /** Adds the records from a number on. */
  void add(Batch batch, long from) throws SQLException {
    sql.insert(connection, spool, batch, from);
    // Last, since others wait for these rows.
    sql.add(connection, HostSums.of(batch, from));
  }

  /** Ends the transaction: the records up to this one are in the database, or none of it is. */
  void commit(long last) throws SQLException {
    DatabaseSql.execute(
        connection, "UPDATE spools SET sequence = " + last + " WHERE id = " + spool);
    end();
  }

  private void start() throws SQLException {
    sql.begin(connection);
    inTransaction = true;
  }

  private void end() throws SQLException {
    sql.commit(connection);
    inTransaction = false;
  }

  /** Undoes what was not committed. */
  void rollback() throws SQLException {
    if (inTransaction) {
      inTransaction = false;
      sql.rollback(connection);
    }
  }

  /**
   * Deletes the rows of some connections from before a time.
   *
   * @return how many; fewer than asked for when there are no more
   */
  int deleteBefore(long millis, int most) throws SQLException {
    start();
    try (PreparedStatement statement = connection.prepareStatement(sql.deleteOld())) {
      sql.bindOld(statement, new RecordText().time(millis), most);
      int deleted = statement.executeUpdate();
      end();
      return deleted;
    }
  }

  /**
   * Asks the server for nothing.
   *
   * @throws SQLException if it does not answer
   */
  void check() throws SQLException {
    start();
    DatabaseSql.execute(connection, "SELECT 1");
    rollback();
  }

  /** Breaks the connection off, also from another thread, which may be waiting for the server. */
  void abort() {
    if (sql instanceof SqliteSql) {
      // There is no server to wait for, and the driver does not bear it.
      return;
    }
    try {
      connection.abort(Runnable::run);
    } catch (SQLException _) {
      // It is broken off already.
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
