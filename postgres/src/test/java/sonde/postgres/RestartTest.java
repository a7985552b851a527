package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import sonde.collect.Failure;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

/** Servers, databases and replication that end while they are scraped, and come back. */
class RestartTest {
  private static void assertWhole(Snapshot snapshot) {
    assertTrue(snapshot.up(), () -> "" + snapshot.failure());
    assertEquals(Map.of(), Scraper.failed(snapshot));
  }

  /** Connections are found dead, and opened anew within the same scrape. */
  @Test
  void aRestartIsNotSeenAndAnEndIs() {
    try (PostgresServer server = Servers.builder(15).start();
        Scraper scraper = Scraper.ofDefaults(Servers.connector(server))) {
      assertWhole(scraper.scrape());
      server.restart();
      assertWhole(scraper.scrape());
      server.stop();
      Snapshot down = scraper.scrape();
      assertFalse(down.up());
      Failure failure = down.failure();
      assertTrue(failure != null && failure.kind() == Failure.Kind.UNREACHABLE, () -> "" + failure);
      server.start();
      assertWhole(scraper.scrape());
    }
  }

  @Test
  void aDatabaseThatIsDroppedMeanwhileIsNamed() {
    PostgresServer server = Servers.primary(15);
    server.execute("CREATE DATABASE victim");
    try (Scraper scraper =
        Scraper.of(
            Servers.connector(server, "victim"),
            List.of(
                Scraper.asking("one", "SELECT 1 AS value"),
                Scraper.asking(
                    "asleep", "SELECT 1 AS value FROM pg_sleep(60) AS until_dropped")))) {
      CompletableFuture<Snapshot> running = scraper.begin(Duration.ofSeconds(40));
      Servers.await(
          () ->
              server
                  .execute(
                      "SELECT count(*) FROM pg_stat_activity WHERE datname = 'victim'"
                          + " AND state = 'active' AND query LIKE '%until_dropped%'")
                  .equals("1"));
      server.execute("DROP DATABASE victim WITH (FORCE)");
      Map<String, String> failed = Scraper.failed(running.join());
      assertTrue(
          String.valueOf(failed.get("asleep")).contains("terminating connection"),
          failed::toString);
      Snapshot gone = scraper.scrape();
      assertFalse(gone.up());
      assertTrue(
          String.valueOf(gone.failure()).contains("database \"victim\" does not exist"),
          () -> "" + gone.failure());
      server.execute("CREATE DATABASE victim");
      Snapshot back = scraper.scrape(Duration.ofSeconds(2));
      assertTrue(back.up());
      assertTrue(Scraper.text(back).contains("\npg_one 1\n"));
    }
    server.execute("DROP DATABASE victim WITH (FORCE)");
  }

  @Test
  void aReplicationThatAnErrorStoppedIsSeen() {
    try (PostgresServer primary = Servers.builder(15).start();
        PostgresServer standby = primary.standby("behind")) {
      Servers.await(() -> sending(primary) == 1);
      primary.execute("ALTER ROLE replicator NOLOGIN");
      primary.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
      Servers.await(() -> sending(primary) == 0);
      try (Scraper ofPrimary = Scraper.ofDefaults(Servers.connector(primary));
          Scraper ofStandby = Scraper.ofDefaults(Servers.connector(standby))) {
        Snapshot left = ofPrimary.scrape();
        assertWhole(left);
        String text = Scraper.text(left);
        assertTrue(
            text.contains(
                "\npg_replication_slots_slot_is_active{slot_name=\"behind\",slot_type=\"physical\"} 0\n"),
            text);
        assertFalse(text.contains("\npg_stat_replication_"), text);
        Snapshot alone = ofStandby.scrape();
        assertWhole(alone);
        assertTrue(Scraper.text(alone).contains("\npg_replication_is_replica 1\n"));
      }
    }
  }

  private static int sending(PostgresServer primary) {
    return Integer.parseInt(primary.execute("SELECT count(*) FROM pg_stat_replication"));
  }
}
