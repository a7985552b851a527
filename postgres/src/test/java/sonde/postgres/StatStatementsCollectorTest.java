package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;
import sonde.servers.ServerException;

class StatStatementsCollectorTest {
  private static PostgresServer withExtension() {
    try {
      return Servers.builder(15)
          .with("shared_preload_libraries", "pg_stat_statements")
          .with("pg_stat_statements.track", "all")
          .start();
    } catch (ServerException _) {
      return abort("this PostgreSQL comes without pg_stat_statements");
    }
  }

  @Test
  void theSlowestStatementsAreGivenOnceTheExtensionIsThere() {
    try (PostgresServer server = withExtension();
        Scraper scraper =
            Scraper.of(Servers.connector(server), List.of(new StatStatementsCollector()))) {
      Snapshot before = scraper.scrape();
      assertTrue(
          String.valueOf(Scraper.unsupported(before).get("stat_statements"))
              .contains("CREATE EXTENSION pg_stat_statements in the database postgres"));
      server.execute("CREATE SCHEMA \"odd \"\"name\"");
      server.execute("CREATE EXTENSION pg_stat_statements SCHEMA \"odd \"\"name\"");
      server.execute("SELECT count(*) FROM generate_series(1, 100000)");
      // The one that finds out has asked already.
      scraper.scrape();
      Snapshot after = scraper.scrape();
      assertEquals(Map.of(), Scraper.failed(after));
      String text = Scraper.text(after);
      for (String family :
          List.of("calls", "seconds", "rows", "block_read_seconds", "block_write_seconds")) {
        assertTrue(text.contains("\npg_stat_statements_" + family + "_total{"), text);
      }
      assertTrue(text.contains("datname=\"postgres\""), text);
    }
  }
}
