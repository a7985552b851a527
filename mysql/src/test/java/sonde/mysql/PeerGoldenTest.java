package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import sonde.collect.Snapshot;
import sonde.servers.SqlServer;
import sonde.testkit.Golden;
import sonde.testkit.PeerGolden;

/** Every family that the peer gives by default on real servers stands in ours alike. */
class PeerGoldenTest {
  /** The values that are the same on every server that is left as it is by default. */
  private static final String[] STABLE = {
    "mysql_up",
    "mysql_transaction_isolation",
    "mysql_info_schema_innodb_cmp_*",
    "mysql_global_status_innodb_page_size",
    "mysql_global_variables_autocommit",
    "mysql_global_variables_auto_increment_*",
    "mysql_global_variables_binlog_cache_size",
    "mysql_global_variables_connect_timeout",
    "mysql_global_variables_delay_key_write",
    "mysql_global_variables_event_scheduler",
    "mysql_global_variables_foreign_key_checks",
    "mysql_global_variables_have_*",
    "mysql_global_variables_innodb_buffer_pool_size",
    "mysql_global_variables_long_query_time",
    "mysql_global_variables_performance_schema",
    "mysql_global_variables_read_only",
    "mysql_global_variables_sort_buffer_size",
    "mysql_global_variables_table_open_cache"
  };

  @Test
  void mariaDbPrimary() {
    golden("mariadb1011")
        .withValues("mysql_galera_variables_info", "mysql_exporter_collector_success")
        .assertCoveredBy(scrape("10.11.", Servers.primary()));
  }

  @Test
  void mariaDbReplica() {
    golden("mariadb1011-replica")
        .withValues(
            "mysql_galera_variables_info",
            "mysql_exporter_collector_success",
            "mysql_slave_status_slave_io_running",
            "mysql_slave_status_slave_sql_running",
            "mysql_slave_status_seconds_behind_master",
            "mysql_slave_status_last_*errno")
        .assertCoveredBy(scrape("10.11.", Servers.replica()));
  }

  @Test
  void mySql() {
    golden("mysql80")
        .withValues("mysql_version_info", "mysql_exporter_collector_success")
        .assertCoveredBy(scrape("8.0.", Servers.mySql()));
  }

  private static PeerGolden golden(String server) {
    return PeerGolden.of(Golden.files().read("peers/" + server + ".prom"))
        .withValues(STABLE)
        .except("mysqld_exporter_build_info", "Tells of the exporter; ours is sonde_build_info.");
  }

  private static String scrape(String recorded, SqlServer server) {
    assumeTrue(
        server.version().startsWith(recorded),
        () -> "the peer was recorded on " + recorded + ", this is " + server);
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(server))) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up(), () -> "" + snapshot.failure());
      assertEquals(Set.of(), Scraper.failed(snapshot), () -> "" + snapshot.collectors());
      return Scraper.text(snapshot);
    }
  }
}
