package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** What goes wrong on real servers is named, and costs nothing else. */
class TroubleTest {
  private static Failure failure(Snapshot snapshot) {
    assertFalse(snapshot.up());
    Failure failure = snapshot.failure();
    assertTrue(failure != null);
    assertFalse(failure.message().contains(Servers.SECRET), failure.message());
    return failure;
  }

  private static Snapshot scrape(MySqlStore store) {
    try (Scraper scraper = Scraper.ofDefaults(store)) {
      return scraper.scrape();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void aWrongPasswordIsNamed(Which which) {
    SqlServer server = Servers.of(which);
    Failure failure = failure(scrape(Servers.store(server, Servers.USER, "not-the-pass")));
    assertEquals(Failure.Kind.AUTHENTICATION, failure.kind(), failure.message());
    assertTrue(failure.message().contains(server.address()), failure.message());
    assertTrue(failure.message().contains("Access denied for user 'sonde'"), failure.message());
    assertFalse(failure.message().contains("not-the-pass"), failure.message());
  }

  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void aDatabaseThatIsNotThereIsNamed(Which which) {
    SqlServer server = Servers.of(which);
    server.execute("CREATE USER IF NOT EXISTS any_db IDENTIFIED BY 'a'");
    server.execute("GRANT SELECT ON `no%`.* TO any_db");
    MySqlAddress address = MySqlAddress.parse("mysql://" + server.address() + "/no%27%E2%82%AC");
    Failure failure = failure(scrape(Servers.store(address, "any_db", "a")));
    assertTrue(failure.message().contains("Unknown database"), failure.message());
  }

  @ParameterizedTest
  @CsvSource({"mysql://127.0.0.1:1, nothing listens", "unix:///nowhere/my.sock, no such socket"})
  void nobodyThereIsNamed(String address, String why) {
    Failure failure =
        failure(scrape(Servers.store(MySqlAddress.parse(address), "a", Servers.SECRET)));
    assertEquals(Failure.Kind.UNREACHABLE, failure.kind(), failure.message());
    assertTrue(failure.message().contains(why), failure.message());
    assertTrue(failure.message().contains(address), failure.message());
  }

  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void theLimitOnConnectionsIsNamed(Which which) {
    SqlServer server = Servers.of(which);
    server.execute("CREATE USER IF NOT EXISTS one IDENTIFIED BY 'o' WITH MAX_USER_CONNECTIONS 1");
    try (Scraper first = Scraper.ofDefaults(Servers.store(server, "one", "o"))) {
      assertTrue(first.scrape().up());
      Failure failure = failure(scrape(Servers.store(server, "one", "o")));
      assertEquals(Failure.Kind.UNREACHABLE, failure.kind(), failure.message());
      assertTrue(failure.message().contains("the limit on connections"), failure.message());
      assertTrue(first.scrape().up());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void whatIsCancelledRunsNoMoreAtTheServer(Which which) {
    SqlServer server = Servers.of(which);
    Family family = Family.gauge("slow", "Never comes.");
    Query slow =
        Query.of(
                "slow",
                """
                SELECT COUNT(*) AS v
                FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b,
                  information_schema.COLLATIONS c, information_schema.COLLATIONS d,
                  information_schema.COLLATIONS e
                WHERE a.COLLATION_NAME > b.COLLATION_NAME AND c.ID > d.ID AND d.ID > e.ID""")
            .value(family, "v")
            .build();
    Collector<MySqlFacts> collector =
        new QueryCollector<>(Spec.named("slow", "Slow.").emits(family).onByDefault(), slow);
    try (Scraper scraper = Scraper.of(Servers.store(server), List.of(collector))) {
      Snapshot snapshot = scraper.begin(Duration.ofMillis(700)).join();
      assertEquals(Set.of("slow"), Scraper.failed(snapshot));
      Servers.await(() -> running(server, "COLLATIONS") == 0);
    }
  }

  private static long running(SqlServer server, String text) {
    return Long.parseLong(
        server.execute(
            """
            SELECT COUNT(*) FROM information_schema.PROCESSLIST
            WHERE USER = '%s' AND INFO LIKE '%%%s%%'"""
                .formatted(Servers.USER, text)));
  }

  @ParameterizedTest
  @CsvSource({"MARIADB", "MYSQL"})
  void againstAServerThatStandsStillThereAreNeverMoreThanTwoConnections(Which which) {
    try (SqlServer server =
        which == Which.MARIADB ? MariaDbServer.builder().start() : MySqlServer.builder().start()) {
      server.execute("CREATE USER still IDENTIFIED BY 's'");
      try (Scraper scraper = Scraper.ofDefaults(Servers.store(server, "still", "s"))) {
        assertTrue(scraper.scrape().up());
        server.pause();
        List<CompletableFuture<Snapshot>> scrapes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          scrapes.add(scraper.begin(Duration.ofMillis(600)));
        }
        scrapes.forEach(one -> failure(one.join()));
        failure(scraper.begin(Duration.ofMillis(600)).join());
        server.resume();
        Servers.await(() -> scraper.begin(Duration.ofSeconds(5)).join().up());
        Servers.await(() -> connections(server) <= 2);
      }
    }
  }

  private static long connections(SqlServer server) {
    return Long.parseLong(
        server.execute(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER <> 'root'"
                + " AND USER NOT IN ('system user', 'event_scheduler')"));
  }

  @ParameterizedTest
  @CsvSource({"MARIADB", "MYSQL"})
  void withoutThePerformanceSchemaNothingElseIsMissing(Which which) {
    try (SqlServer server =
        which == Which.MARIADB
            ? MariaDbServer.builder().with("performance_schema", "OFF").start()
            : MySqlServer.builder().with("performance_schema", "OFF").start()) {
      try (Scraper scraper =
          Scraper.ofDefaults(Servers.store(server, server.superuser(), server.password()))) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up(), "" + snapshot.failure());
        assertEquals(Set.of(), Scraper.failed(snapshot), "" + snapshot.collectors());
        String text = Scraper.text(snapshot);
        assertTrue(text.contains("mysql_global_variables_performance_schema 0\n"), text);
        assertTrue(text.contains("mysql_global_status_uptime "), text);
        assertTrue(text.contains("mysql_info_schema_innodb_cmp_compress_ops_total{"), text);
      }
    }
  }
}
