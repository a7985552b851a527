package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.collect.Failure;
import sonde.collect.Snapshot;
import sonde.servers.PostgresServer;

/** What goes wrong is named, and costs nothing else. */
class TroubleTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgres | postgres | wrong | AUTHENTICATION | check username and password_file",
        "missing | postgres | | SERVER_ERROR | name a database of this server",
        "postgres | unknown | wrong | AUTHENTICATION | authentication failed",
      })
  void whoIsNotLetInIsTold(
      String database, String user, String password, Failure.Kind kind, String said) {
    PostgresServer server = Servers.primary(15);
    try (Scraper scraper =
        Scraper.ofDefaults(
            Servers.connector(
                server, database, user, password == null ? server.password() : password))) {
      Failure failure = failure(scraper.scrape());
      assertEquals(kind, failure.kind());
      assertTrue(failure.message().contains(said), failure.message());
      assertTrue(failure.message().contains(server.address()), failure.message());
      assertFalse(failure.message().contains("wrong"), failure.message());
    }
  }

  @Test
  void whatDoesNotListenIsUnreachable() {
    PostgresServer server = Servers.builder(15).start();
    PostgresConnector connector = Servers.connector(server);
    server.close();
    try (Scraper scraper = Scraper.ofDefaults(connector)) {
      assertEquals(Failure.Kind.UNREACHABLE, failure(scraper.scrape()).kind());
      assertTrue(Scraper.text(scraper.scrape()).contains("\npg_up 0\n"));
    }
  }

  @Test
  void aConnectionThatTheServerEndedIsOpenedAnew() {
    PostgresServer server = Servers.primary(15);
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server))) {
      assertTrue(scraper.scrape().up());
      server.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'sonde'");
      Servers.await(() -> sessions(server) == 0);
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up());
      assertEquals(Map.of(), Scraper.failed(snapshot));
    }
  }

  @Test
  void aPromotedStandbyIsAPrimaryAtOnce() {
    PostgresServer standby = Servers.primary(15).standby();
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(standby))) {
      Snapshot before = scraper.scrape();
      assertEquals(Map.of(), Scraper.failed(before));
      assertEquals("standby", role(before));
      assertTrue(Scraper.text(before).contains("\npg_replication_is_replica 1\n"));
      standby.promote();
      Snapshot after = scraper.scrape();
      assertEquals(Map.of(), Scraper.failed(after));
      assertEquals("primary", role(after));
    }
    standby.close();
  }

  @Test
  void atTheConnectionLimitTheCauseIsNamed() throws SQLException {
    PostgresServer server =
        Servers.builder(15)
            .with("max_connections", "8")
            .with("max_wal_senders", "1")
            .with("superuser_reserved_connections", "3")
            .start();
    server.execute("CREATE ROLE plain LOGIN PASSWORD 's3cret'");
    List<Connection> held = new ArrayList<>();
    try (server;
        Scraper scraper =
            Scraper.ofDefaults(Servers.connector(server, "postgres", "plain", "s3cret"))) {
      for (int i = 0; i < 6; i++) {
        held.add(server.connect("postgres"));
      }
      Failure failure = failure(scraper.scrape());
      assertTrue(failure.message().contains("raise max_connections"), failure.message());
      held.removeLast().close();
      held.removeLast().close();
      Servers.await(() -> scraper.scrape().up());
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
    }
  }

  @Test
  void aStalledServerIsNeverAskedOverMoreThanTwoConnections() {
    PostgresServer server = Servers.builder(15).start();
    try (server;
        Scraper scraper = Scraper.ofDefaults(Servers.connector(server))) {
      assertTrue(scraper.scrape().up());
      // Stops the process that serves us, and the one that would take new connections.
      server.pause();
      List<CompletableFuture<Snapshot>> scrapes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        scrapes.add(scraper.begin(SHORT));
      }
      scrapes.forEach(CompletableFuture::join);
      scraper.scrape(SHORT);
      server.resume();
      Servers.await(() -> scraper.scrape().up());
      assertTrue(sessions(server) <= 2, () -> sessions(server) + " sessions");
      Servers.await(() -> running(server) == 0);
    }
  }

  @Test
  void aDroppedTableOrDatabaseMeanwhileCostsNothing() throws SQLException {
    PostgresServer server = Servers.primary(15);
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server));
        Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      Thread churn = Thread.startVirtualThread(() -> churn(statement));
      while (churn.isAlive()) {
        assertEquals(Map.of(), Scraper.failed(scraper.scrape()));
      }
    }
  }

  private static void churn(Statement statement) {
    try {
      for (int i = 0; i < 15; i++) {
        statement.execute("CREATE DATABASE churn");
        statement.execute("CREATE TABLE churn (id int PRIMARY KEY, text text)");
        statement.execute("DROP TABLE churn");
        statement.execute("DROP DATABASE churn");
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Failure failure(Snapshot snapshot) {
    assertFalse(snapshot.up());
    Failure failure = snapshot.failure();
    assertNotNull(failure);
    return failure;
  }

  private static String role(Snapshot snapshot) {
    return snapshot.facts() == null ? "" : snapshot.facts().role();
  }

  private static int sessions(PostgresServer server) {
    return Integer.parseInt(
        server.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sonde'"));
  }

  private static int running(PostgresServer server) {
    return Integer.parseInt(
        server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sonde'"
                + " AND state <> 'idle'"));
  }
}
