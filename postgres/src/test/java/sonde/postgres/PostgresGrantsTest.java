package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Server;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

class PostgresGrantsTest {
  @Test
  void theDefaultCollectorsNeedLessThanPgMonitor() {
    PostgresGrants grants =
        PostgresGrants.of(Server.of("postgres", "16.4"), "sonde", Scraper.defaults());
    assertEquals(
        List.of(
            "CREATE ROLE \"sonde\" LOGIN PASSWORD 'PASSWORD'",
            "GRANT pg_read_all_stats TO \"sonde\"",
            "GRANT pg_read_all_settings TO \"sonde\"",
            "GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO \"sonde\""),
        grants.statements());
    assertTrue(grants.notes().stream().anyMatch(note -> note.contains("in the one that")));
  }

  @Test
  void aCollectorThatNeedsNothingIsGrantedNothing() {
    PostgresGrants grants =
        PostgresGrants.of(
            Server.of("postgres", "16.4"), "sonde", List.of(RolesCollector.collector()));
    assertEquals(1, grants.statements().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a b", "a;b"})
  void aNameThatIsNoPlainWordIsRefused(String user) {
    assertThrows(
        IllegalArgumentException.class,
        () -> PostgresGrants.of(Server.of("postgres", "16.4"), user, List.of()));
  }

  /** On primary and standby, and nothing of it is an error at the server. */
  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theGrantedUserScrapesWithoutAnError(int version) {
    PostgresServer primary = Servers.primary(version);
    PostgresServer standby = Servers.standby(version);
    PostgresGrants grants =
        PostgresGrants.of(Server.of("postgres", primary.version()), "granted", Scraper.defaults());
    for (String statement : grants.statements()) {
      primary.execute(statement.replace(PostgresGrants.PASSWORD, "'s3cret'"));
    }
    Servers.await(
        () ->
            standby
                .execute("SELECT has_function_privilege('granted', 'pg_ls_waldir()', 'EXECUTE')")
                .equals("t"));
    for (PostgresServer server : List.of(primary, standby)) {
      try (Scraper scraper =
          Scraper.ofAll(Servers.connector(server, "postgres", "granted", "s3cret"))) {
        for (int i = 0; i < 3; i++) {
          Snapshot snapshot = scraper.scrape();
          assertTrue(snapshot.up());
          assertEquals(Map.of(), Scraper.failed(snapshot));
          assertEquals(
              version < 17
                  ? Set.of("stat_checkpointer", "stat_statements")
                  : Set.of("stat_statements"),
              Scraper.unsupported(snapshot).keySet());
        }
      }
      assertEquals(List.of(), complaints(server, "granted"));
    }
  }

  /** Half a family would mislead, and a refused statement would fill the server's log. */
  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aRoleWithoutRightsGetsWhatItMaySeeAndAsksNothingElse(int version) {
    PostgresServer server = Servers.primary(version);
    server.execute("CREATE ROLE nobody LOGIN PASSWORD 's3cret'");
    server.execute("CREATE DATABASE closed");
    server.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
    try (Scraper scraper =
        Scraper.ofDefaults(Servers.connector(server, "postgres", "nobody", "s3cret"))) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up());
      assertEquals(Map.of(), Scraper.failed(snapshot));
      Map<String, String> unsupported = Scraper.unsupported(snapshot);
      assertTrue(
          unsupported
              .keySet()
              .containsAll(
                  Set.of("wal", "stat_activity", "stat_replication", "stat_progress_vacuum")),
          () -> "" + unsupported);
      assertTrue(String.valueOf(unsupported.get("wal")).contains("sonde grants postgres"));
      String text = Scraper.text(snapshot);
      assertTrue(text.contains("pg_database_size_bytes{datname=\"postgres\"}"));
      assertTrue(text.contains("pg_database_connection_limit{datname=\"closed\"}"));
    }
    assertEquals(List.of(), complaints(server, "nobody"));
  }

  /** The lines of the server's log about a user that are no mere notices. */
  private static List<String> complaints(PostgresServer server, String user) {
    return server
        .logText()
        .lines()
        .filter(line -> line.contains(" " + user + "@"))
        .filter(line -> line.matches(".*(ERROR|FATAL|WARNING|PANIC|LOG): .*"))
        .toList();
  }
}
