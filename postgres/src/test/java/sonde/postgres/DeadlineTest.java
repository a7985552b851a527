package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

/** Statements that do not end, fail, or would write. */
class DeadlineTest {
  private static Scraper scraper(PostgresServer server, boolean prepared, String sql) {
    PostgresConnector connector = Servers.connector(server);
    return Scraper.of(
        prepared ? connector : connector.withoutPreparedStatements(),
        List.of(
            Scraper.asking("before", "SELECT 1 AS value"),
            Scraper.asking("odd", sql),
            Scraper.asking("after", "SELECT 2 AS value")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatDoesNotEndIsEndedAndCostsNoOther(boolean prepared) {
    PostgresServer server = Servers.primary(15);
    try (Scraper scraper =
        scraper(server, prepared, "SELECT 1 AS value FROM pg_sleep(60) AS endless")) {
      Snapshot snapshot = scraper.scrape(Duration.ofSeconds(3));
      assertTrue(snapshot.up());
      assertEquals(Set.of("odd"), Scraper.failed(snapshot).keySet());
      assertTrue(String.valueOf(Scraper.failed(snapshot).get("odd")).startsWith("TIMEOUT"));
      assertSiblings(snapshot);
      Servers.await(
          () ->
              server
                  .execute(
                      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%endless%'"
                          + " AND state = 'active' AND pid <> pg_backend_pid()")
                  .equals("0"));
      Snapshot next = scraper.scrape(Duration.ofSeconds(3));
      assertTrue(next.up());
      assertSiblings(next);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatFailsIsNamedAndCostsNoOther(boolean prepared) {
    try (Scraper scraper = scraper(Servers.primary(15), prepared, "SELECT 1 / 0 AS value")) {
      for (int i = 0; i < 2; i++) {
        Snapshot snapshot = scraper.scrape();
        Map<String, String> failed = Scraper.failed(snapshot);
        assertEquals(Set.of("odd"), failed.keySet());
        assertTrue(
            String.valueOf(failed.get("odd")).contains("division by zero [22012]"),
            () -> "" + failed);
        assertSiblings(snapshot);
      }
    }
  }

  @Test
  void nothingIsWritten() {
    PostgresServer server = Servers.primary(15);
    server.execute("CREATE SEQUENCE IF NOT EXISTS written");
    try (Scraper scraper = scraper(server, true, "SELECT nextval('written') AS value")) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(
          String.valueOf(Scraper.failed(snapshot).get("odd")).contains("read-only transaction"));
      assertSiblings(snapshot);
    }
    assertEquals("f", server.execute("SELECT is_called FROM written"));
  }

  private static void assertSiblings(Snapshot snapshot) {
    String text = Scraper.text(snapshot);
    assertTrue(text.contains("\npg_before 1\n"), text);
    assertTrue(text.contains("\npg_after 2\n"), text);
  }
}
