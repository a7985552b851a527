package sonde.flows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** SQLite: times are texts, as its own functions take them. */
final class SqliteSql implements DatabaseSql {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int PRIMARY_CODE = 0xff;

  private static final List<String> CREATE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS flows_schema (
            version INTEGER NOT NULL PRIMARY KEY
          )""",
          """
          CREATE TABLE IF NOT EXISTS spools (
            id INTEGER NOT NULL PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            sequence INTEGER NOT NULL
          )""",
          """
          CREATE TABLE IF NOT EXISTS connections (
            spool_id INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            time TEXT NOT NULL,
            started TEXT NOT NULL,
            event TEXT NOT NULL,
            protocol TEXT NOT NULL,
            host TEXT NOT NULL,
            host_port INTEGER,
            server TEXT,
            port INTEGER NOT NULL,
            connections INTEGER NOT NULL,
            packets_from_host INTEGER NOT NULL,
            bytes_from_host INTEGER NOT NULL,
            packets_to_host INTEGER NOT NULL,
            bytes_to_host INTEGER NOT NULL,
            PRIMARY KEY (spool_id, sequence)
          ) WITHOUT ROWID""",
          "CREATE INDEX IF NOT EXISTS connections_time ON connections (time)",
          """
          CREATE TABLE IF NOT EXISTS connections_by_host (
            host TEXT NOT NULL,
            port INTEGER NOT NULL,
            protocol TEXT NOT NULL,
            connections INTEGER NOT NULL,
            packets INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (host, port, protocol)
          ) WITHOUT ROWID""");

  @Override
  public Map<String, String> properties(Limits limits) {
    return Map.of(
        "journal_mode", "WAL",
        // A transaction that was acknowledged outlives a power cut: the spool forgets it.
        "synchronous", "FULL",
        "busy_timeout", Long.toString(limits.connect().toMillis()));
  }

  /** The driver's own transactions would go on holding the file after they ended. */
  @Override
  public void begin(Connection connection) throws SQLException {
    DatabaseSql.execute(connection, "BEGIN IMMEDIATE");
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    DatabaseSql.execute(connection, "COMMIT");
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    DatabaseSql.execute(connection, "ROLLBACK");
  }

  @Override
  public void prepare(Connection connection, Limits limits) {}

  @Override
  public void lock(Connection connection, Limits limits) {}

  @Override
  public void unlock(Connection connection) {}

  @Override
  public String countTables() {
    return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('"
        + String.join("', '", TABLES)
        + "')";
  }

  @Override
  public List<String> createTables() {
    return CREATE;
  }

  @Override
  public String forUpdate() {
    // The transaction has the whole file.
    return "";
  }

  @Override
  public String onConflict() {
    return """
         ON CONFLICT (host, port, protocol) DO UPDATE SET
          connections = connections + excluded.connections,
          packets = packets + excluded.packets,
          bytes = bytes + excluded.bytes,
          last_seen = MAX(last_seen, excluded.last_seen)""";
  }

  @Override
  public String deleteOld() {
    return """
        DELETE FROM connections WHERE (spool_id, sequence) IN (
          SELECT spool_id, sequence FROM connections WHERE time < ? ORDER BY time LIMIT ?)""";
  }

  @Override
  public boolean isConflict(SQLException e) {
    int code = e.getErrorCode() & PRIMARY_CODE;
    return code == BUSY || code == LOCKED;
  }

  @Override
  public boolean isRefused(SQLException e) {
    return false;
  }
}
