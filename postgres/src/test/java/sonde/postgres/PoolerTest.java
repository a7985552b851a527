package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sonde.collect.Collector;
import sonde.collect.Snapshot;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.PgBouncer;
import sonde.servers.PostgresServer;
import sonde.servers.ServerException;

/** Behind a transaction pooler, which gives each transaction another connection to the server. */
@SuppressWarnings("NullAway.Init") // start() sets them.
class PoolerTest {
  private static final Duration SHORT = Duration.ofSeconds(6);

  private static PostgresServer server;
  private static PgBouncer pooler;

  @BeforeAll
  static void start() {
    server = Servers.primary(15);
    server.execute("CREATE SEQUENCE behind_a_pooler");
    pooler = pooler();
  }

  /** With two connections to the server, used in turn. */
  private static PgBouncer pooler() {
    try {
      return PgBouncer.before(server, Map.of("default_pool_size", "2", "server_round_robin", "1"));
    } catch (ServerException e) {
      return abort(e.getMessage());
    }
  }

  @AfterAll
  static void stop() {
    if (pooler != null) {
      pooler.close();
    }
  }

  private static PostgresConnector connector(PgBouncer through) {
    return new PostgresConnector(
        PostgresAddress.parse("postgresql://" + through.address() + "/postgres?sslmode=disable"),
        server.superuser(),
        SecretSource.fixed(Secret.of(server.password())));
  }

  private static Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", server.superuser());
    properties.setProperty("password", server.password());
    properties.setProperty("preferQueryMode", "simple");
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + pooler.address() + "/postgres", properties);
    connection.setAutoCommit(false);
    return connection;
  }

  /** Two transactions at a time make the pooler open both of its connections. */
  private static void openBoth() throws SQLException {
    try (Connection one = connect();
        Connection two = connect();
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      first.execute("SELECT 1");
      second.execute("SELECT 1");
      one.rollback();
      two.rollback();
    }
  }

  private static List<Collector<PostgresFacts>> withOurs(String sql) {
    List<Collector<PostgresFacts>> all = new ArrayList<>(Scraper.defaults());
    all.add(Scraper.asking("backend", "SELECT pg_backend_pid() AS value"));
    all.add(Scraper.asking("odd", sql));
    return all;
  }

  private static String backend(Snapshot snapshot) {
    return Scraper.text(snapshot)
        .lines()
        .filter(line -> line.startsWith("pg_backend "))
        .findFirst()
        .orElse("none");
  }

  @Test
  void scrapesAreWholeOverAlternatingConnections() throws SQLException {
    openBoth();
    Set<String> backends = new HashSet<>();
    try (Scraper scraper =
        Scraper.of(connector(pooler).withoutPreparedStatements(), withOurs("SELECT 1 AS value"))) {
      long series = 0;
      for (int i = 0; i < 6; i++) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up(), () -> "" + snapshot.failure());
        assertEquals(Map.of(), Scraper.failed(snapshot));
        backends.add(backend(snapshot));
        long now = Scraper.text(snapshot).lines().filter(line -> !line.startsWith("#")).count();
        assertTrue(now > 300 && (i == 0 || Math.abs(now - series) < 30), series + ", " + now);
        series = now;
      }
    }
    assertEquals(2, backends.size(), backends::toString);
  }

  /** They end with the transaction: whoever gets the connection next must not have them. */
  @Test
  void limitsHoldAndAreNobodyElses() throws SQLException {
    openBoth();
    try (Scraper scraper =
        Scraper.of(
            connector(pooler).withoutPreparedStatements(),
            withOurs("SELECT 1 AS value FROM pg_sleep(60) AS behind_a_pooler"))) {
      for (int i = 0; i < 2; i++) {
        Snapshot snapshot = scraper.scrape(SHORT);
        assertTrue(snapshot.up(), () -> "" + snapshot.failure());
        assertEquals(Set.of("odd"), Scraper.failed(snapshot).keySet());
        assertTrue(!backend(snapshot).equals("none"));
      }
    }
    assertEquals(
        "0",
        server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%behind_a_pooler%'"
                + " AND state = 'active' AND pid <> pg_backend_pid()"));
    assertLeftAsFound();
    try (Scraper writing =
        Scraper.of(
            connector(pooler).withoutPreparedStatements(),
            withOurs("SELECT nextval('behind_a_pooler') AS value"))) {
      String said = String.valueOf(Scraper.failed(writing.scrape()).get("odd"));
      assertTrue(said.contains("read-only transaction"), said);
    }
    assertLeftAsFound();
  }

  private static void assertLeftAsFound() throws SQLException {
    try (Connection one = connect();
        Connection two = connect();
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      for (Statement statement : List.of(first, second)) {
        try (var result =
            statement.executeQuery(
                "SELECT current_setting('statement_timeout') || current_setting('lock_timeout')"
                    + " || current_setting('jit') || current_setting('transaction_read_only')")) {
          assertTrue(result.next());
          assertEquals("00onoff", result.getString(1));
        }
      }
      one.rollback();
      two.rollback();
    }
  }

  /**
   * PgBouncer before 1.21 does not know of them. What fails then in the joined text is asked one by
   * one, so that no sample is lost, but the server logs an error.
   */
  @Test
  void withPreparedStatementsNothingIsLost() throws SQLException {
    openBoth();
    try (Scraper scraper = Scraper.of(connector(pooler), withOurs("SELECT 1 AS value"))) {
      Set<String> backends = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up(), () -> "" + snapshot.failure());
        assertEquals(Map.of(), Scraper.failed(snapshot));
        backends.add(backend(snapshot));
      }
      assertEquals(2, backends.size(), backends::toString);
    }
  }
}
