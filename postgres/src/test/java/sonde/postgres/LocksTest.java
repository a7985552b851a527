package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

/** Nothing waits on a lock: what cannot be had without is left out. */
class LocksTest {
  private static final List<String> SIZES =
      List.of("pg_stat_user_tables_table_size_bytes", "pg_stat_user_tables_index_size_bytes");

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aLockedTableCostsItsSizesOnly(int version) throws SQLException {
    PostgresServer server = Servers.primary(version);
    prepare(server);
    try (Connection holder = server.connect("locks");
        Statement statement = holder.createStatement();
        Scraper scraper = Scraper.ofDefaults(Servers.connector(server, "locks"))) {
      assertSizes(scraper.scrape(), "held", true);
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
      Snapshot locked = scraper.scrape();
      assertSizes(locked, "held", false);
      assertSizes(locked, "free", true);
      assertTrue(Scraper.text(locked).contains("pg_stat_user_tables_n_live_tup{datname=\"locks\""));
      holder.rollback();
      assertSizes(scraper.scrape(), "held", true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_toast.%s", "%s"})
  void aLockOnAnIndexOrToastTableIsOneOnItsTable(String kind) throws SQLException {
    PostgresServer server = Servers.primary(15);
    prepare(server);
    try (Connection holder = server.connect("locks");
        Statement statement = holder.createStatement();
        Scraper scraper = Scraper.ofDefaults(Servers.connector(server, "locks"))) {
      holder.setAutoCommit(false);
      if (kind.equals("%s")) {
        statement.execute("ALTER INDEX held_pkey SET (fillfactor = 70)");
        statement.execute("REINDEX INDEX held_pkey");
      } else {
        String index =
            server.execute(
                "locks",
                "SELECT indexrelid::regclass FROM pg_index JOIN pg_class c"
                    + " ON c.reltoastrelid = indrelid WHERE c.relname = 'held'");
        statement.execute("REINDEX INDEX " + index);
      }
      Snapshot locked = scraper.scrape();
      assertSizes(locked, "held", false);
      assertSizes(locked, "free", true);
    }
  }

  /** Whoever waits for such a lock makes all others wait, too. */
  @ParameterizedTest
  @ValueSource(ints = 15)
  void aLockThatIsAwaitedIsNotQueuedFor(int version) throws SQLException {
    PostgresServer server = Servers.primary(version);
    prepare(server);
    try (Connection reader = server.connect("locks");
        Statement reading = reader.createStatement();
        Connection waiter = server.connect("locks");
        Statement waiting = waiter.createStatement();
        Scraper scraper = Scraper.ofDefaults(Servers.connector(server, "locks"))) {
      reader.setAutoCommit(false);
      reading.execute("LOCK TABLE held IN ACCESS SHARE MODE");
      waiter.setAutoCommit(false);
      Thread thread = Thread.startVirtualThread(() -> lock(waiting));
      Servers.await(
          () ->
              !server
                  .execute("locks", "SELECT count(*) FROM pg_locks WHERE NOT granted")
                  .equals("0"));
      assertSizes(scraper.scrape(), "held", false);
      waiting.cancel();
      join(thread);
    }
  }

  private static void lock(Statement statement) {
    try {
      statement.execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
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

  private static void prepare(PostgresServer server) {
    if (server.execute("SELECT count(*) FROM pg_database WHERE datname = 'locks'").equals("0")) {
      server.execute("CREATE DATABASE locks");
      for (String table : List.of("held", "free")) {
        server.execute("locks", "CREATE TABLE " + table + " (id int PRIMARY KEY, text text)");
      }
    }
  }

  private static void assertSizes(Snapshot snapshot, String table, boolean there) {
    assertEquals(Map.of(), Scraper.failed(snapshot));
    String text = Scraper.text(snapshot);
    for (String family : SIZES) {
      Pattern series = Pattern.compile(family + "\\{[^}]*relname=\"" + table + "\"");
      assertEquals(there, series.matcher(text).find(), () -> family + " of " + table);
    }
    assertFalse(text.contains("pg_up 0"));
  }
}
