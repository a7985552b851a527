package sonde.flows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;

/** MariaDB and MySQL, by MariaDB's driver. */
final class MySqlSql implements DatabaseSql {
  private static final int ACCESS_DENIED = 1045;
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;

  private static final String LOCK = "CONCAT('sonde_flows.', DATABASE())";

  private static final List<String> CREATE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS flows_schema (
            version INT NOT NULL PRIMARY KEY
          ) ENGINE=InnoDB""",
          """
          CREATE TABLE IF NOT EXISTS spools (
            id INT NOT NULL PRIMARY KEY,
            uuid CHAR(36) CHARACTER SET ascii NOT NULL UNIQUE,
            sequence BIGINT NOT NULL
          ) ENGINE=InnoDB""",
          """
          CREATE TABLE IF NOT EXISTS connections (
            spool_id INT NOT NULL,
            sequence BIGINT NOT NULL,
            time DATETIME(3) NOT NULL,
            started DATETIME(3) NOT NULL,
            event VARCHAR(10) CHARACTER SET ascii NOT NULL,
            protocol VARCHAR(3) CHARACTER SET ascii NOT NULL,
            host VARCHAR(45) CHARACTER SET ascii NOT NULL,
            host_port INT,
            server VARCHAR(45) CHARACTER SET ascii,
            port INT NOT NULL,
            connections BIGINT UNSIGNED NOT NULL,
            packets_from_host BIGINT UNSIGNED NOT NULL,
            bytes_from_host BIGINT UNSIGNED NOT NULL,
            packets_to_host BIGINT UNSIGNED NOT NULL,
            bytes_to_host BIGINT UNSIGNED NOT NULL,
            PRIMARY KEY (spool_id, sequence),
            INDEX connections_time (time)
          ) ENGINE=InnoDB""",
          """
          CREATE TABLE IF NOT EXISTS connections_by_host (
            host VARCHAR(45) CHARACTER SET ascii NOT NULL,
            port INT NOT NULL,
            protocol VARCHAR(3) CHARACTER SET ascii NOT NULL,
            connections BIGINT UNSIGNED NOT NULL,
            packets BIGINT UNSIGNED NOT NULL,
            bytes BIGINT UNSIGNED NOT NULL,
            last_seen DATETIME(3) NOT NULL,
            PRIMARY KEY (host, port, protocol)
          ) ENGINE=InnoDB""");

  private static final String INSERT =
      "INSERT INTO connections ("
          + COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final int BULK = 1024;

  private boolean isMariaDb;

  @Override
  public Map<String, String> properties(Limits limits) {
    return Map.of(
        "connectTimeout", Long.toString(limits.connect().toMillis()),
        "socketTimeout", Long.toString(limits.answer().toMillis()),
        "tcpKeepAlive", "true",
        "useBulkStmtsForInserts", "true",
        // Nothing that the server says makes it connect elsewhere or read a file.
        "permitRedirect", "false",
        "allowLocalInfile", "false",
        // Without TLS, MySQL's passwords are sent encrypted by the server's key.
        "allowPublicKeyRetrieval", "true",
        "connectionAttributes", "program_name:sonde flows");
  }

  @Override
  public void prepare(Connection connection, Limits limits) throws SQLException {
    isMariaDb = connection.getMetaData().getDatabaseProductName().equals("MariaDB");
    DatabaseSql.execute(
        connection,
        "SET SESSION innodb_lock_wait_timeout = %1$d, lock_wait_timeout = %1$d"
            .formatted(limits.lockSeconds()));
    if (!logsStatements(connection)) {
      // Locks rows and not the gaps between them, so that machines hinder each other less.
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  /** A binary log of statements allows no weaker isolation than the standard one. */
  private static boolean logsStatements(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW VARIABLES LIKE 'binlog_format'")) {
      return rows.next() && rows.getString(2).equals("STATEMENT");
    }
  }

  @Override
  public void lock(Connection connection, Limits limits) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT GET_LOCK(%s, %d)".formatted(LOCK, limits.lockSeconds()))) {
      if (!rows.next() || rows.getInt(1) != 1) {
        throw new SQLTransientException("another one is making the tables");
      }
    }
  }

  @Override
  public void unlock(Connection connection) throws SQLException {
    DatabaseSql.execute(connection, "DO RELEASE_LOCK(" + LOCK + ")");
  }

  @Override
  public String countTables() {
    return "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"
        + " AND table_name IN ('"
        + String.join("', '", TABLES)
        + "')";
  }

  @Override
  public List<String> createTables() {
    return CREATE;
  }

  /** MariaDB takes all rows of a prepared statement at once, which spares it the parsing. */
  @Override
  public void insert(Connection connection, int spool, Batch batch, long from) throws SQLException {
    if (!isMariaDb) {
      DatabaseSql.super.insert(connection, spool, batch, from);
      return;
    }
    RecordText text = new RecordText();
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      for (long number = from; number <= batch.last(); number++) {
        statement.setInt(1, spool);
        statement.setLong(2, number);
        bind(statement, batch.record(number), text);
        statement.addBatch();
        // Larger packets make the driver's buffer grow to its next size, which is 16 MB.
        if (number == batch.last() || (number - from) % BULK == BULK - 1) {
          statement.executeBatch();
        }
      }
    }
  }

  private static void bind(PreparedStatement statement, FlowRecord record, RecordText text)
      throws SQLException {
    statement.setString(3, text.time(record.time()));
    statement.setString(4, text.time(record.started()));
    statement.setString(5, record.event().text());
    statement.setString(6, RecordText.protocol(record.protocol()));
    statement.setString(7, record.client().hostName());
    String server = RecordText.server(record.server());
    if (server == null) {
      statement.setNull(8, Types.INTEGER);
      statement.setNull(9, Types.VARCHAR);
    } else {
      statement.setInt(8, record.clientPort());
      statement.setString(9, server);
    }
    statement.setInt(10, record.serverPort());
    statement.setLong(11, RecordText.amount(record.connections()));
    statement.setLong(12, RecordText.amount(record.clientPackets()));
    statement.setLong(13, RecordText.amount(record.clientBytes()));
    statement.setLong(14, RecordText.amount(record.serverPackets()));
    statement.setLong(15, RecordText.amount(record.serverBytes()));
  }

  @Override
  public String onConflict() {
    return """
         ON DUPLICATE KEY UPDATE connections = connections + VALUES(connections),
          packets = packets + VALUES(packets), bytes = bytes + VALUES(bytes),
          last_seen = GREATEST(last_seen, VALUES(last_seen))""";
  }

  @Override
  public String deleteOld() {
    return "DELETE FROM connections WHERE time < ? ORDER BY time LIMIT ?";
  }

  @Override
  public boolean isConflict(SQLException e) {
    return e.getErrorCode() == DEADLOCK
        || e.getErrorCode() == LOCK_WAIT_TIMEOUT
        || "40001".equals(e.getSQLState());
  }

  @Override
  public boolean isRefused(SQLException e) {
    return e.getErrorCode() == ACCESS_DENIED;
  }
}
