package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import sonde.collect.Facts;
import sonde.collect.Snapshot;
import sonde.servers.MariaDbServer;

/** Replicas that stop, follow several, and become primaries. */
class ReplicationTest {
  private static Snapshot scrape(MySqlStore store) {
    try (Scraper scraper = Scraper.ofDefaults(store)) {
      return scraper.scrape();
    }
  }

  @Test
  void aReplicationThatAnErrorStoppedIsSeen() {
    MariaDbServer primary = Servers.primary();
    try (MariaDbServer replica = primary.replica()) {
      primary.execute("CREATE DATABASE conflict; CREATE TABLE conflict.t (id INT PRIMARY KEY)");
      Servers.await(
          () ->
              replica
                  .execute(
                      "SELECT COUNT(*) FROM information_schema.TABLES"
                          + " WHERE TABLE_SCHEMA = 'conflict'")
                  .equals("1"));
      replica.execute("SET sql_log_bin = 0; INSERT INTO conflict.t VALUES (1)");
      primary.execute("INSERT INTO conflict.t VALUES (1)");
      Servers.await(() -> replica.execute("SHOW STATUS LIKE 'Slave_running'").endsWith("OFF"));
      Snapshot snapshot = scrape(Servers.store(replica));
      assertTrue(snapshot.up(), "" + snapshot.failure());
      assertEquals(Set.of(), Scraper.failed(snapshot));
      String channel =
          "{master_host=\"127.0.0.1\",master_uuid=\"\",channel_name=\"\",connection_name=\"\"} ";
      String text = Scraper.text(snapshot);
      assertTrue(text.contains("mysql_slave_status_slave_sql_running" + channel + "0\n"), text);
      assertTrue(text.contains("mysql_slave_status_slave_io_running" + channel + "1\n"), text);
      assertTrue(text.contains("mysql_slave_status_last_sql_errno" + channel + "1062\n"), text);
      assertFalse(text.contains("mysql_slave_status_seconds_behind_master{"), text);
    } finally {
      primary.execute("DROP DATABASE conflict");
    }
  }

  @Test
  void severalSourcesAreSeveralChannels() {
    MariaDbServer primary = Servers.primary();
    try (MariaDbServer replica = primary.replica()) {
      // A second source, under a name that has to be escaped, which is never reached.
      replica.execute(
          "CHANGE MASTER 'zweite \"Quelle\"' TO MASTER_HOST='127.0.0.2', MASTER_USER='x'");
      String text = Scraper.text(scrape(Servers.store(replica)));
      assertEquals(
          2,
          text.lines()
              .filter(line -> line.startsWith("mysql_slave_status_slave_io_running{"))
              .count(),
          text);
      assertTrue(text.contains("connection_name=\"zweite \\\"Quelle\\\"\"} 0\n"), text);
    }
  }

  @Test
  void aPromotedReplicaIsAPrimaryAtOnce() {
    try (MariaDbServer replica = Servers.primary().replica();
        Scraper scraper = Scraper.ofDefaults(Servers.store(replica))) {
      Snapshot before = scraper.scrape();
      assertEquals("replica", role(before));
      assertTrue(Scraper.text(before).contains("mysql_slave_status_slave_sql_running{"));
      replica.execute("STOP SLAVE; RESET SLAVE ALL");
      Snapshot after = scraper.scrape();
      assertEquals("primary", role(after));
      assertEquals(Set.of(), Scraper.failed(after));
      assertFalse(Scraper.text(after).contains("mysql_slave_status_slave_sql_running{"));
    }
  }

  private static String role(Snapshot snapshot) {
    Facts facts = snapshot.facts();
    return facts == null ? "" : facts.role();
  }
}
