package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

class ManyTablesTest {
  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void twoThousandTablesAreAllThere(int version) {
    PostgresServer server = Servers.primary(version);
    server.execute("CREATE DATABASE many");
    server.execute(
        "many",
        "DO $$BEGIN FOR i IN 1..2000 LOOP EXECUTE 'CREATE TABLE t' || i || ' (id int)';"
            + " IF i % 500 = 0 THEN COMMIT; END IF; END LOOP; END$$");
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server, "many"))) {
      for (int i = 0; i < 3; i++) {
        Snapshot snapshot = scraper.scrape();
        assertEquals(Map.of(), Scraper.failed(snapshot));
        assertEquals(
            2000,
            Scraper.text(snapshot)
                .lines()
                .filter(line -> line.startsWith("pg_stat_user_tables_table_size_bytes{"))
                .count());
      }
    }
  }
}
