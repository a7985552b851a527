package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

/** What a scrape is on the wire, and what the server sees of it. */
class WireTest {
  @SuppressWarnings("unused") // By its name.
  private static final List<Integer> VERSIONS = List.of(15, 18);

  /** The driver waits for an answer where it cannot tell how long it may be. */
  @ParameterizedTest
  @FieldSource("VERSIONS")
  void aScrapeIsOneRoundTrip(int version) {
    PostgresServer server = Servers.primary(version);
    try (MessageCounter counter = MessageCounter.before(server);
        Scraper scraper = Scraper.ofAll(counter.connector(server))) {
      for (int i = 0; i < 4; i++) {
        scraper.scrape();
      }
      for (int i = 0; i < 3; i++) {
        counter.reset();
        Snapshot snapshot = scraper.scrape();
        assertEquals(Map.of(), Scraper.failed(snapshot));
        assertEquals(1, counter.count('S'), "Sync: waits for the server's answers");
        assertEquals(0, counter.count('P'), "Parse: what was not prepared yet");
      }
    }
  }

  @Test
  void behindAPoolerAScrapeIsOneSimpleQuery() {
    PostgresServer server = Servers.primary(15);
    try (MessageCounter counter = MessageCounter.before(server);
        Scraper scraper = Scraper.ofAll(counter.connector(server).withoutPreparedStatements())) {
      scraper.scrape();
      counter.reset();
      Snapshot snapshot = scraper.scrape();
      assertEquals(Map.of(), Scraper.failed(snapshot));
      assertTrue(snapshot.up());
      assertEquals(1, counter.count('Q'));
      assertEquals(0, counter.count('P') + counter.count('S'));
    }
  }
}
