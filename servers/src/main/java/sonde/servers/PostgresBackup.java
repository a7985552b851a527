package sonde.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a running server's data by PostgreSQL's low-level backup functions (its documentation,
 * "Making a Base Backup Using the Low Level API"): pg_basebackup is not part of the Maven artifact,
 * and one of another major version would not do.
 */
final class PostgresBackup {
  /** What a standby must not take over, or makes anew; by the same documentation. */
  private static final Set<String> WITHOUT =
      Set.of("postmaster.pid", "postmaster.opts", "backup_label", "standby.signal");

  private static final Set<String> EMPTY =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private PostgresBackup() {}

  static void take(PostgresServer primary, @Nullable String slot, Path data) {
    try (Connection connection = primary.connect(primary.defaultDatabase())) {
      prepare(connection, slot);
      boolean renamed = connection.getMetaData().getDatabaseMajorVersion() >= 15;
      query(
          connection,
          renamed
              ? "SELECT pg_backup_start('standby', true)"
              : "SELECT pg_start_backup('standby', true, false)");
      Trees.copy(primary.data(), data, PostgresBackup::wanted);
      String label =
          query(
              connection,
              renamed
                  ? "SELECT labelfile FROM pg_backup_stop(false)"
                  : "SELECT labelfile FROM pg_stop_backup(false, false)");
      SqlServer.write(data.resolve("backup_label"), label.lines().toList());
    } catch (SQLException e) {
      throw new ServerException("cannot copy " + primary + ": " + e.getMessage(), e);
    }
  }

  /** The user for replication, which a standby has from its primary, and the slot. */
  private static void prepare(Connection connection, @Nullable String slot) throws SQLException {
    String missing =
        query(
            connection,
            "SELECT count(*) FROM pg_roles WHERE rolname = '" + PostgresServer.REPLICATOR + "'");
    if (missing.equals("0")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE ROLE %s LOGIN REPLICATION PASSWORD '%s'"
                .formatted(PostgresServer.REPLICATOR, SqlServer.PASSWORD));
      }
    }
    if (slot != null) {
      query(
          connection,
          "SELECT count(pg_create_physical_replication_slot(?, true)) WHERE NOT EXISTS"
              + " (SELECT FROM pg_replication_slots WHERE slot_name = ?)",
          slot,
          slot);
    }
  }

  private static String query(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return String.valueOf(rows.getString(1));
      }
    }
  }

  private static boolean wanted(Path relative) {
    if (WITHOUT.contains(relative.toString())) {
      return false;
    }
    // Directories that are emptied stay, themselves.
    return relative.getNameCount() < 2 || !EMPTY.contains(relative.getName(0).toString());
  }
}
