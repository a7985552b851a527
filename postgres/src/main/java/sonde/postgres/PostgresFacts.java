package sonde.postgres;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.collect.Facts;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Server;
import sonde.collect.Version;
import sonde.sql.Rows;
import sonde.sql.Select;

/**
 * What is known of a server and of the role that asks it.
 *
 * @param server {@code postgres} and its version
 * @param role {@code primary} or {@code standby}
 * @param description what {@code version()} gives
 * @param address host and port as configured
 * @param database the one that is asked
 * @param rights what the role may do
 * @param statements the extension pg_stat_statements, when it is there and loaded
 * @param local whether the server runs on this machine, so that its processes can be looked at
 * @param processId the process that serves the connection
 * @param uptime how long the server has run
 */
public record PostgresFacts(
    Server server,
    String role,
    String description,
    String address,
    String database,
    Set<Right> rights,
    @Nullable Extension statements,
    boolean local,
    long processId,
    Duration uptime)
    implements Facts {
  static final String PRODUCT = "postgres";

  /** Everything at once: nothing here reads a table that can be locked for long. */
  static final Select IDENTITY =
      Select.named(
          "identity",
          """
          SELECT current_setting('server_version')::varchar(64) AS version,
            version()::varchar(250) AS description,
            pg_is_in_recovery() AS standby,
            current_database() AS database,
            pg_backend_pid() AS process,
            extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8 AS uptime,
            pg_has_role('pg_read_all_stats', 'USAGE') AS reads_stats,
            pg_has_role('pg_read_all_settings', 'USAGE') AS reads_settings,
            has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS lists_wal,
            e.version::varchar(64) AS statements,
            e.schema::varchar(63) AS statements_schema
          FROM (SELECT current_setting('pg_stat_statements.max', true) AS most) AS loaded
          LEFT JOIN (
            SELECT extversion AS version, nspname AS schema
            FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
            WHERE extname = 'pg_stat_statements'
          ) AS e ON loaded.most IS NOT NULL""");

  /** What a role may be allowed. */
  public enum Right {
    /** To see what others' sessions do. */
    READ_ALL_STATS("pg_read_all_stats"),
    /** To see settings that only superusers see otherwise. */
    READ_ALL_SETTINGS("pg_read_all_settings"),
    /** To list the files of the write-ahead log. */
    LIST_WAL("EXECUTE ON FUNCTION pg_ls_waldir()");

    private final String text;

    Right(String text) {
      this.text = text;
    }

    /** As it stands in a GRANT. */
    String text() {
      return text;
    }
  }

  /**
   * An extension.
   *
   * @param version of its SQL, which may be older than its library
   * @param schema where it was created
   */
  public record Extension(Version version, String schema) {}

  /** Copies what it is given. */
  public PostgresFacts {
    rights = Set.copyOf(rights);
  }

  /** Why a role has nothing to read for lack of a right; empty when it has. */
  Optional<String> lacks(Right right) {
    return rights.contains(right)
        ? Optional.empty()
        : Optional.of(
            "needs " + right.text() + ", which `sonde grants postgres` prints how to grant");
  }

  static PostgresFacts of(Rows rows, PostgresAddress address) throws FailedException {
    if (rows.size() != 1) {
      throw new FailedException(
          Failure.Kind.PROTOCOL, "the identity gave " + rows.size() + " rows instead of one");
    }
    String version = text(rows, "version");
    Set<Right> rights = EnumSet.noneOf(Right.class);
    add(rows, "reads_stats", Right.READ_ALL_STATS, rights);
    add(rows, "reads_settings", Right.READ_ALL_SETTINGS, rights);
    add(rows, "lists_wal", Right.LIST_WAL, rights);
    String statements = text(rows, "statements");
    return new PostgresFacts(
        // Debian adds its package's version.
        Server.of(PRODUCT, version.split(" ", 2)[0]),
        is(rows, "standby") ? "standby" : "primary",
        text(rows, "description"),
        address.hostAndPort(),
        text(rows, "database"),
        rights,
        statements.isEmpty()
            ? null
            : new Extension(Version.parse(statements), text(rows, "statements_schema")),
        address.isLocal(),
        (long) number(rows, "process"),
        Duration.ofMillis((long) (number(rows, "uptime") * 1000)));
  }

  private static void add(Rows rows, String column, Right right, Set<Right> rights)
      throws FailedException {
    if (is(rows, column)) {
      rights.add(right);
    }
  }

  private static String text(Rows rows, String column) throws FailedException {
    return rows.label(0, rows.column(column));
  }

  private static boolean is(Rows rows, String column) throws FailedException {
    return number(rows, column) == 1;
  }

  private static double number(Rows rows, String column) throws FailedException {
    return rows.number(0, rows.column(column)).orElse(0);
  }
}
