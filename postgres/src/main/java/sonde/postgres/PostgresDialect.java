package sonde.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import sonde.collect.Failure;
import sonde.sql.Dialect;

/**
 * How PostgreSQL is asked. The guards stand in a transaction that is begun and ended in the same
 * text, so that they hold behind a transaction pooler and end with it.
 *
 * <p>The driver sends a joined text in one go only if it can tell how long a row of each result may
 * be, which it can of {@code name}, numbers and {@code varchar(n)}, but not of {@code text} and
 * {@code numeric}: statements cast those.
 */
final class PostgresDialect implements Dialect {
  /** What waits on a lock longer than this is not worth waiting for. */
  private static final Duration LOCK_LIMIT = Duration.ofMillis(200);

  /** A server may have another isolation by default, of which a standby is not capable. */
  private static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY";

  /** Compiling takes longer than any of these statements. */
  private static final String LIMITS =
      """
      SELECT set_config('statement_timeout', %s, true)::varchar(16),
        set_config('lock_timeout', %s, true)::varchar(16),
        set_config('jit', 'off', true)::varchar(16)""";

  private final PostgresConnector connector;

  PostgresDialect(PostgresConnector connector) {
    this.connector = connector;
  }

  @Override
  public Connection connect(Duration within) throws SQLException {
    return connector.connect(within);
  }

  @Override
  public Guards guards(Duration limit) {
    List<String> after = List.of("COMMIT");
    return prepares()
        ? new Guards(
            List.of(BEGIN, LIMITS.formatted("?", "?")),
            List.of(milliseconds(limit), lockLimit(limit)),
            after)
        : new Guards(List.of(BEGIN, literal(limit)), List.of(), after);
  }

  @Override
  public void begin(Connection connection, Duration limit) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(BEGIN + "; " + literal(limit));
    }
  }

  private static String literal(Duration limit) {
    return LIMITS.formatted("'" + milliseconds(limit) + "'", "'" + lockLimit(limit) + "'");
  }

  private static String lockLimit(Duration limit) {
    return milliseconds(LOCK_LIMIT.compareTo(limit) < 0 ? LOCK_LIMIT : limit);
  }

  /** At least one: none would be no limit. */
  private static String milliseconds(Duration limit) {
    return Long.toString(Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE));
  }

  @Override
  public boolean prepares() {
    return connector.prepares();
  }

  @Override
  public Failure failure(String what, SQLException error) {
    return PostgresErrors.failure(what, error);
  }
}
