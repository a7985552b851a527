package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.collect.Collector;
import sonde.collect.Failure;
import sonde.collect.Family;
import sonde.collect.Snapshot;
import sonde.collect.Spec;
import sonde.mysql.Servers.Which;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.SqlServer;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Servers and databases that end while they are scraped, and come back. */
class RestartTest {
  private static void assertWhole(Snapshot snapshot) {
    assertTrue(snapshot.up(), () -> "" + snapshot.failure());
    assertEquals(Set.of(), Scraper.failed(snapshot));
  }

  /** The connection is found dead, and opened anew within the same scrape. */
  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void aRestartIsNotSeenAndAnEndIs(Which which) {
    try (SqlServer server =
        which == Which.MARIADB ? MariaDbServer.builder().start() : MySqlServer.builder().start()) {
      server.execute("CREATE USER again IDENTIFIED BY 'a'");
      try (Scraper scraper = Scraper.ofDefaults(Servers.store(server, "again", "a"))) {
        assertWhole(scraper.scrape());
        server.restart();
        assertWhole(scraper.scrape());
        server.kill();
        Snapshot down = scraper.scrape();
        assertFalse(down.up());
        Failure failure = down.failure();
        assertTrue(
            failure != null && failure.kind() == Failure.Kind.UNREACHABLE, () -> "" + failure);
        server.start();
        assertWhole(scraper.scrape());
      }
    }
  }

  /** The servers let whoever is in a dropped database stay; only a new connection finds it gone. */
  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void aDatabaseThatIsDroppedMeanwhileCostsNothing(Which which) {
    SqlServer server = Servers.of(which);
    server.execute("CREATE DATABASE victim");
    server.execute("CREATE TABLE victim.t (id INT)");
    server.execute("INSERT INTO victim.t VALUES (1)");
    MySqlAddress address = MySqlAddress.parse("mysql://" + server.address() + "/victim");
    MySqlStore store = Servers.store(address, server.superuser(), server.password());
    try (Scraper scraper =
        Scraper.of(store, List.of(asking("asleep", "SLEEP(0.7)"), asking("one", "1")))) {
      CompletableFuture<Snapshot> running = scraper.begin(Duration.ofSeconds(20));
      Servers.await(
          () ->
              !server
                  .execute(
                      "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                          + " WHERE DB = 'victim' AND STATE = 'User sleep'")
                  .equals("0"));
      server.execute("DROP DATABASE victim");
      for (Snapshot snapshot : List.of(running.join(), scraper.scrape())) {
        assertWhole(snapshot);
        assertTrue(Scraper.text(snapshot).contains("mysql_one 1\n"));
      }
    }
    try (Scraper scraper = Scraper.ofDefaults(store)) {
      Snapshot gone = scraper.scrape();
      assertFalse(gone.up());
      assertTrue(
          String.valueOf(gone.failure()).contains("Unknown database 'victim'"),
          () -> "" + gone.failure());
    }
  }

  private static Collector<MySqlFacts> asking(String name, String expression) {
    Family family = Family.gauge(name, "A test's.");
    return new QueryCollector<>(
        Spec.named(name, "A test's.").emits(family).onByDefault(),
        Query.of(name, "SELECT " + expression + " AS v").value(family, "v").build());
  }
}
