package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;
import sonde.testkit.Golden;
import sonde.testkit.PeerGolden;

/** Every family that the peer gives by default stands in ours alike. */
class PeerGoldenTest {
  /** The values that are the same on every server that is left as it is by default. */
  private static final String[] STABLE = {
    "pg_up",
    "pg_exporter_last_scrape_error",
    "pg_replication_is_replica",
    "pg_replication_lag_seconds",
    "pg_replication_last_replay_seconds",
    "pg_settings_autovacuum*",
    "pg_settings_backend*",
    "pg_settings_bgwriter*",
    "pg_settings_block*",
    "pg_settings_c*",
    "pg_settings_d*",
    "pg_settings_effective_cache*",
    "pg_settings_enable*",
    "pg_settings_geqo*",
    "pg_settings_h*",
    "pg_settings_i*",
    "pg_settings_jit*",
    "pg_settings_lo_*",
    "pg_settings_lock*",
    "pg_settings_m*",
    "pg_settings_segment*",
    "pg_settings_shared_buffers*",
    "pg_settings_statement_timeout*",
    "pg_settings_sync*",
    "pg_settings_t*",
    "pg_settings_vacuum*",
    "pg_settings_wal_b*",
    "pg_settings_wal_s*",
    "pg_settings_work*"
  };

  @Test
  void postgres15() throws SQLException {
    PostgresServer server = Servers.primary(15);
    Servers.standby(15);
    server.execute(
        "SELECT pg_create_logical_replication_slot('logi', 'test_decoding')"
            + " WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = 'logi')");
    golden(15)
        .except("pg_settings_pg_stat_statements_*", "Is not loaded: the Maven artifact has it not.")
        .assertCoveredBy(scrape(server));
  }

  @Test
  void postgres18() throws SQLException {
    golden(18)
        .except("pg_settings_pg_stat_statements_*", "Is not loaded: the Maven artifact has it not.")
        .assertCoveredBy(scrape(Servers.primary(18)));
  }

  private static PeerGolden golden(int version) {
    return PeerGolden.of(Golden.files().read("peers/pg" + version + "-default.prom"))
        .withValues(STABLE)
        .except(
            "postgres_exporter_*", "Tells of the exporter; ours are sonde_build_info and so on.");
  }

  /** While a table is being vacuumed, slowly. */
  private static String scrape(PostgresServer server) throws SQLException {
    server.execute("DROP TABLE IF EXISTS slow");
    server.execute(
        "CREATE TABLE slow WITH (autovacuum_enabled = off) AS"
            + " SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n");
    try (Connection vacuum = server.connect("postgres");
        Statement statement = vacuum.createStatement()) {
      statement.execute("SET vacuum_cost_delay = 100");
      statement.execute("SET vacuum_cost_limit = 1");
      Thread vacuuming = Thread.startVirtualThread(() -> vacuum(statement));
      Servers.await(
          () -> server.execute("SELECT count(*) FROM pg_stat_progress_vacuum").equals("1"));
      try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server))) {
        scraper.scrape();
        // The second, as the peer's was.
        Snapshot snapshot = scraper.scrape();
        assertEquals(Map.of(), Scraper.failed(snapshot));
        return Scraper.text(snapshot);
      } finally {
        statement.cancel();
        join(vacuuming);
      }
    }
  }

  private static void vacuum(Statement statement) {
    try {
      statement.execute("VACUUM slow");
    } catch (SQLException _) {
      // It is cancelled when the test has seen it.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
