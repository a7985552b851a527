package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.collect.Collector;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;
import sonde.mysql.Servers.Which;
import sonde.servers.SqlServer;

/** How a node's default collectors go about real servers. */
class RunTest {
  /** What the server counted of our user's statements. */
  private static long counted(SqlServer server, String what, String user) {
    return Long.parseLong(
        server.execute(
            """
            SELECT CAST(SUM(%s) AS SIGNED)
            FROM performance_schema.events_statements_summary_by_user_by_event_name
            WHERE USER = '%s'"""
                .formatted(what, user)));
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void asTheGrantedUserEverythingSucceedsAndNothingIsRefused(Which which) {
    SqlServer server = Servers.of(which);
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(server))) {
      for (int i = 0; i < 3; i++) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up(), "" + snapshot.failure());
        assertEquals(Set.of(), Scraper.failed(snapshot), "" + snapshot.collectors());
      }
    }
    assertTrue(counted(server, "COUNT_STAR", Servers.USER) > 0);
    assertEquals(0, counted(server, "SUM_ERRORS", Servers.USER));
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void aUserWithoutAnyRightIsAskedNothingThatIsRefused(Which which) {
    SqlServer server = Servers.of(which == Which.MARIADB_REPLICA ? Which.MARIADB : which);
    server.execute("CREATE USER IF NOT EXISTS nobody IDENTIFIED BY 'n'");
    server = Servers.of(which);
    SqlServer asked = server;
    Servers.await(
        () -> asked.execute("SELECT COUNT(*) FROM mysql.user WHERE User = 'nobody'").equals("1"));
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(asked, "nobody", "n"))) {
      for (int i = 0; i < 2; i++) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up(), "" + snapshot.failure());
        assertEquals(Set.of(), Scraper.failed(snapshot), "" + snapshot.collectors());
        Outcome.Unsupported lacks =
            assertInstanceOf(
                Outcome.Unsupported.class, Scraper.outcomes(snapshot).get("slave_status"));
        assertTrue(lacks.reason().contains("`sonde grants mysql`"), lacks.reason());
        assertInstanceOf(
            Outcome.Unsupported.class, Scraper.outcomes(snapshot).get("info_schema.innodb_cmp"));
      }
    }
    assertTrue(counted(asked, "COUNT_STAR", "nobody") > 0);
    assertEquals(0, counted(asked, "SUM_ERRORS", "nobody"));
  }

  @ParameterizedTest
  @CsvSource({
    "MARIADB, mariadb, primary",
    "MARIADB_REPLICA, mariadb, replica",
    "MYSQL, mysql, primary"
  })
  void productAndRoleAreKnownFromTheFirstScrapeOn(Which which, String product, String role) {
    SqlServer server = Servers.of(which);
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(server))) {
      for (int i = 0; i < 2; i++) {
        MySqlFacts facts = (MySqlFacts) scraper.scrape().facts();
        assertTrue(facts != null);
        assertEquals(product, facts.server().product());
        assertEquals(Servers.server(product, server).version(), facts.server().version());
        assertEquals(role, facts.role());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void aScrapeIsOneStatementOfTheSessionOnOneConnection(Which which) {
    SqlServer server = Servers.of(which);
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(server))) {
      assertTrue(scraper.scrape().up());
      long connections = connections(server);
      long before = sent(server);
      for (int i = 0; i < 3; i++) {
        assertTrue(scraper.scrape().up());
      }
      assertEquals(3, sent(server) - before);
      assertEquals(connections + 3, connections(server), "only the test's own are new");
    }
  }

  private static long connections(SqlServer server) {
    return Long.parseLong(server.execute("SHOW GLOBAL STATUS LIKE 'Connections'").split("\t")[1]);
  }

  /** Each of our texts begins with the limits of the session, and has no other statement SET. */
  private static long sent(SqlServer server) {
    return Long.parseLong(
        server.execute(
            """
            SELECT COUNT_STAR FROM performance_schema.events_statements_summary_by_user_by_event_name
            WHERE USER = '%s' AND EVENT_NAME = 'statement/sql/rollback'"""
                .formatted(Servers.USER)));
  }

  @Test
  void everyCollectorGivesWhatItsSpecDeclares() {
    List<String> nameless = new ArrayList<>();
    for (Collector<MySqlFacts> collector : MySqlCollectors.all()) {
      if (collector.spec().families().isEmpty()) {
        nameless.add(collector.spec().name());
      }
    }
    assertEquals(List.of(), nameless);
  }

  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void overAUnixSocketItIsTheSame(Which which) {
    SqlServer server = Servers.of(which);
    MySqlAddress address = MySqlAddress.unix(server.unixSocket().toString());
    try (Scraper scraper =
        Scraper.ofDefaults(Servers.store(address, Servers.USER, Servers.SECRET))) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up(), "" + snapshot.failure());
      assertEquals(Set.of(), Scraper.failed(snapshot));
      assertTrue(Scraper.text(snapshot).contains("mysql_global_status_uptime "));
    }
  }

  @ParameterizedTest
  @EnumSource(Which.class)
  void theProcessOfALocalServerIsFound(Which which) {
    SqlServer server = Servers.of(which);
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(server))) {
      Snapshot snapshot = scraper.scrape();
      MySqlFacts facts = (MySqlFacts) snapshot.facts();
      assertTrue(facts != null);
      assertEquals(server.pid(), facts.processId());
      String text = Scraper.text(snapshot);
      double resident =
          text.lines()
              .filter(line -> line.startsWith("sonde_store_resident_memory_bytes "))
              .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
              .sum();
      assertTrue(resident > 1e6, text);
    }
  }
}
