package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.Server;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

class ProcessCollectorTest {
  @Test
  void aLocalServersProcessesAreLookedAtAndNoCounterFallsWhenOneEnds() {
    PostgresServer server = Servers.primary(15);
    try (Scraper scraper =
        Scraper.of(Servers.connector(server), List.of(new ProcessCollector(Path.of("/proc"))))) {
      double before = cpu(scraper.scrape());
      // A session of its own, which has ended when this returns or soon after.
      server.execute("SELECT count(*) FROM generate_series(1, 3000000)");
      double after = cpu(scraper.scrape());
      assertTrue(after - before >= 0.05, () -> before + " to " + after);
      double last = after;
      for (int i = 0; i < 10; i++) {
        server.execute("SELECT 1");
        double now = cpu(scraper.scrape());
        assertTrue(now >= last);
        last = now;
      }
    }
  }

  private static double cpu(Snapshot snapshot) {
    String text = Scraper.text(snapshot);
    assertTrue(number(text, "sonde_store_resident_memory_bytes") > 10e6, text);
    assertTrue(text.contains("\nsonde_store_read_bytes_total "), text);
    assertTrue(text.contains("\nsonde_store_written_bytes_total "), text);
    return number(text, "sonde_store_cpu_seconds_total");
  }

  private static double number(String text, String family) {
    return text.lines()
        .filter(line -> line.startsWith(family + " "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
        .findFirst()
        .orElseThrow(() -> new AssertionError(text));
  }

  @Test
  void whatIsNotTheServerIsNotTakenForIt(@TempDir Path proc) {
    try (Scraper scraper =
        Scraper.of(Servers.connector(Servers.primary(15)), List.of(new ProcessCollector(proc)))) {
      assertEquals(Set.of("process"), Scraper.unsupported(scraper.scrape()).keySet());
    }
  }

  @Test
  void aServerElsewhereIsNotLookedFor() {
    PostgresFacts facts =
        new PostgresFacts(
            Server.of("postgres", "16"),
            "primary",
            "",
            "db:5432",
            "postgres",
            Set.of(),
            null,
            false,
            1,
            Duration.ofSeconds(1));
    assertTrue(new ProcessCollector(Path.of("/proc")).lacking(facts).isPresent());
  }
}
