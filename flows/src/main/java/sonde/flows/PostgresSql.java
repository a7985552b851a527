package sonde.flows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** PostgreSQL. */
final class PostgresSql implements DatabaseSql {

  /** An arbitrary number that is Sonde's own. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(7308061236042331237)";

  private static final List<String> CREATE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS flows_schema (
            version int NOT NULL PRIMARY KEY
          )""",
          """
          CREATE TABLE IF NOT EXISTS spools (
            id int NOT NULL PRIMARY KEY,
            uuid uuid NOT NULL UNIQUE,
            sequence bigint NOT NULL
          )""",
          """
          CREATE TABLE IF NOT EXISTS connections (
            spool_id int NOT NULL,
            sequence bigint NOT NULL,
            time timestamptz(3) NOT NULL,
            started timestamptz(3) NOT NULL,
            event text NOT NULL,
            protocol text NOT NULL,
            host text NOT NULL,
            host_port int,
            server text,
            port int NOT NULL,
            connections bigint NOT NULL,
            packets_from_host bigint NOT NULL,
            bytes_from_host bigint NOT NULL,
            packets_to_host bigint NOT NULL,
            bytes_to_host bigint NOT NULL,
            PRIMARY KEY (spool_id, sequence)
          )""",
          "CREATE INDEX IF NOT EXISTS connections_time ON connections (time)",
          // Room in each page lets updates stay in it, which spares the index.
          """
          CREATE TABLE IF NOT EXISTS connections_by_host (
            host text NOT NULL,
            port int NOT NULL,
            protocol text NOT NULL,
            connections bigint NOT NULL,
            packets bigint NOT NULL,
            bytes bigint NOT NULL,
            last_seen timestamptz(3) NOT NULL,
            PRIMARY KEY (host, port, protocol)
          ) WITH (fillfactor = 70)""");

  private static final String INSERT =
      "INSERT INTO connections ("
          + COLUMNS
          + ") SELECT ?::int, * FROM unnest(?::bigint[], ?::timestamptz[], ?::timestamptz[],"
          + " ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::int[], ?::bigint[],"
          + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])";

  @Override
  public Map<String, String> properties(Limits limits) {
    return Map.of(
        "connectTimeout", Long.toString(limits.connect().toSeconds()),
        "loginTimeout", Long.toString(limits.connect().toSeconds()),
        "socketTimeout", Long.toString(limits.answer().toSeconds()),
        "cancelSignalTimeout", "1",
        "tcpKeepAlive", "true",
        "gssEncMode", "disable",
        "ApplicationName", "sonde flows");
  }

  @Override
  public void prepare(Connection connection, Limits limits) throws SQLException {
    DatabaseSql.execute(
        connection,
        // Times are written as UTC. A transaction of a machine that is gone must not hold its
        // locks.
        """
        SET TIME ZONE 'UTC';
        SET lock_timeout = '%1$ds';
        SET statement_timeout = '%2$ds';
        SET idle_in_transaction_session_timeout = '%2$ds'"""
            .formatted(limits.lockSeconds(), limits.answer().toSeconds()));
  }

  @Override
  public void lock(Connection connection, Limits limits) throws SQLException {
    DatabaseSql.execute(connection, LOCK);
  }

  @Override
  public void unlock(Connection connection) {}

  @Override
  public String countTables() {
    return "SELECT COUNT(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        + " AND relkind IN ('r', 'p') AND relname IN ('"
        + String.join("', '", TABLES)
        + "')";
  }

  @Override
  public List<String> createTables() {
    return CREATE;
  }

  /** A column at a time, since the server takes long to parse rows. */
  @Override
  public void insert(Connection connection, int spool, Batch batch, long from) throws SQLException {
    RecordColumns columns = new RecordColumns(batch, from);
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setInt(1, spool);
      statement.setObject(2, columns.sequence);
      statement.setObject(3, columns.time);
      statement.setObject(4, columns.started);
      statement.setObject(5, columns.event);
      statement.setObject(6, columns.protocol);
      statement.setObject(7, columns.host);
      statement.setArray(8, connection.createArrayOf("int4", columns.hostPort));
      statement.setObject(9, columns.server);
      statement.setObject(10, columns.port);
      statement.setObject(11, columns.connections);
      statement.setObject(12, columns.packetsFromHost);
      statement.setObject(13, columns.bytesFromHost);
      statement.setObject(14, columns.packetsToHost);
      statement.setObject(15, columns.bytesToHost);
      statement.executeUpdate();
    }
  }

  @Override
  public String onConflict() {
    return """
         ON CONFLICT (host, port, protocol) DO UPDATE SET
          connections = connections_by_host.connections + excluded.connections,
          packets = connections_by_host.packets + excluded.packets,
          bytes = connections_by_host.bytes + excluded.bytes,
          last_seen = GREATEST(connections_by_host.last_seen, excluded.last_seen)""";
  }

  @Override
  public String deleteOld() {
    return """
        DELETE FROM connections WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM connections WHERE time < ?::timestamptz ORDER BY time LIMIT ?
          FOR UPDATE SKIP LOCKED))""";
  }

  @Override
  public boolean isConflict(SQLException e) {
    return switch (String.valueOf(e.getSQLState())) {
      // Serialization failure, deadlock, lock not available.
      case "40001", "40P01", "55P03" -> true;
      default -> false;
    };
  }

  @Override
  public boolean isRefused(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("28");
  }
}
