package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.servers.SqlServer;
import sonde.testkit.Await;

/**
 * Requests that name the address of an SQL server, and of a port that nobody may connect to. What
 * is the same for all types, ProbeAddressTest has on Redis.
 */
@SuppressWarnings("NullAway.Init") // start() sets what JUnit does not.
class SqlProbeAddressTest {
  private static final String USER = "prober";
  private static final String PASSWORD = "hunter2";

  @TempDir static Path directory;
  private static FakePort other;
  private static TestExporter exporter;

  @BeforeAll
  static void start() throws Exception {
    for (SqlServers one : SqlServers.values()) {
      one.createUser(USER, PASSWORD);
    }
    other = FakePort.silent();
    SqlServer postgres = SqlServers.POSTGRES.server();
    SqlServer mysql = SqlServers.MYSQL.server();
    exporter =
        TestExporter.ofFile(
            directory,
            """
            web: {listen: ['127.0.0.1:0']}
            probe:
              allow:
              - {address: 'postgresql://%1$s/postgres?sslmode=disable', module: pg}
              - {address: 'postgres://localhost:%2$s/postgres', module: pg}
              - {address: 'postgres://localhost:%2$s/template1', module: template}
              - {address: 'mysql://%3$s', module: my}
              - {address: '*:%4$s', module: my}
              - {address: 'mysql://%5$s', module: my}
              - {address: 'unix://%6$s', module: my}
              - {address: 'mysql://%3$s', module: few}
              modules:
                pg: {type: postgres, username: prober, password: hunter2, labels: {zone: a}}
                template: {type: postgres, username: prober, password: hunter2, namespace: tpl}
                my: {type: mysql, username: prober, password: hunter2, labels: {zone: a}}
                few: {type: mysql, username: prober, password: wrong, namespace: few}
            """
                .formatted(
                    postgres.address(),
                    postgres.port(),
                    mysql.address(),
                    mysql.port(),
                    SqlServers.MARIADB.server().address(),
                    mysql.unixSocket()));
  }

  @AfterAll
  static void stop() throws Exception {
    exporter.close();
    for (SqlServers one : SqlServers.values()) {
      Await.until(() -> one.connections(USER) == 0);
    }
    other.close();
  }

  /** %1$s is the address, %2$s the port. */
  private static String filled(SqlServers which, String query) {
    SqlServer server = which.server();
    return query.formatted(server.address(), server.port(), server.unixSocket(), other.address());
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRES, target=postgresql://%1$s",
    "POSTGRES, target=postgresql://%1$s/",
    "POSTGRES, target=postgres://%1$s",
    "POSTGRES, target=POSTGRES://%1$s&auth_module=pg",
    "POSTGRES, target=postgres://%1$s/postgres%%3Fsslmode%%3Ddisable",
    "POSTGRES, target=%1$s/postgres?sslmode=disable&auth_module=pg",
    "POSTGRES, target=%1$s",
    "POSTGRES, target=postgresql://LocalHost.:%2$s/postgres",
    "MYSQL, target=mysql://%1$s&auth_module=my",
    "MYSQL, target=%1$s&auth_module=my",
    "MYSQL, target=mysql://localhost:%2$s/",
    "MYSQL, target=MySQL%%3A%%2F%%2Flocalhost.:%2$s",
    "MYSQL, target=unix://%3$s",
    "MARIADB, target=mysql://%1$s",
    "MARIADB, target=%1$s&auth_module=my",
  })
  void anAdmittedAddressIsScrapedWithItsModule(SqlServers which, String query) throws Exception {
    for (String path : List.of("/probe?", "/scrape?")) {
      Metrics metrics = exporter.scrape(path + filled(which, query));
      assertEquals(1.0, metrics.value(which.up(), "zone", "a"));
      assertTrue(metrics.series().count() > 100, () -> "" + metrics.series().count());
      assertTrue(metrics.series().noneMatch(series -> series.labels().containsKey("target")));
    }
    assertTrue(which.connections(USER) <= 2 * 3, "however it is written, it is one target");
  }

  @Test
  void aModuleIsChosenByTheRequestAmongThoseOfTheRules() throws Exception {
    String target = filled(SqlServers.MYSQL, "/scrape?target=%1$s");
    assertEquals(0.0, exporter.scrape(target + "&auth_module=few").value("few_up"));
    assertEquals(400, exporter.get(target).statusCode(), "which?");
    String localhost = filled(SqlServers.POSTGRES, "/probe?target=localhost:%2$s");
    assertEquals(1.0, exporter.scrape(localhost + "&auth_module=template").value("tpl_up"));
    assertEquals(1.0, exporter.scrape(localhost + "/template1").value("tpl_up"));
    assertEquals(1.0, exporter.scrape(localhost + "/postgres").value("pg_up", "zone", "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target=postgresql://%4$s",
        "target=postgres://%4$s/postgres",
        "target=mysql://%4$s",
        "target=%4$s",
        "target=%4$s&auth_module=pg",
        "target=%4$s&auth_module=my",
        "target=postgresql://%4$s,%1$s/postgres",
        "target=postgresql://%1$s,%4$s/postgres",
        "target=postgresql://%1$s/postgres?host=127.0.0.1",
        "target=postgresql://%1$s/postgres?sslmode=disable%%26sslrootcert=/etc/passwd",
        "target=postgresql://%1$s/postgres?user=u%%26password=hunter2",
        "target=postgresql://%1$s/template1",
        "target=postgresql:///postgres?host=%4$s",
        "target=mysql://%1$s",
        "target=mysql://%4$s/mysql?ssl-mode=DISABLED",
        "target=jdbc:postgresql://%4$s/postgres",
        "target=unix:///etc/passwd",
        "target=redis://%4$s",
      })
  void whatNoRuleAdmitsIsRefusedAndNothingConnects(String query) throws Exception {
    for (String path : List.of("/probe?", "/scrape?")) {
      HttpResponse<String> response = exporter.get(path + filled(SqlServers.POSTGRES, query));
      assertEquals(403, response.statusCode(), response::body);
      assertFalse(response.body().contains(PASSWORD), response::body);
    }
    assertEquals(0, other.accepted());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target=postgresql://u:hunter2@%4$s/postgres",
        "target=postgresql://localhost@%4$s",
        "target=mysql://u:hunter2@%4$s",
        "target=u:hunter2@%4$s",
        "target=mysql%%3A%%2F%%2F%1$s%%40%4$s",
        "target=postgresql://%1$s&sslmode=disable",
        "target=postgresql://%1$s&password=hunter2",
      })
  void aRequestThatIsWrongIsRefusedAndNothingConnects(String query) throws Exception {
    for (String path : List.of("/probe?", "/scrape?")) {
      HttpResponse<String> response = exporter.get(path + filled(SqlServers.POSTGRES, query));
      assertEquals(400, response.statusCode(), response::body);
      assertFalse(response.body().contains(PASSWORD), response::body);
    }
    assertEquals(0, other.accepted());
  }

  /** As against a server that would have it. */
  @ParameterizedTest
  @EnumSource(
      value = SqlServers.class,
      names = {"POSTGRES", "MYSQL"})
  void anAddressThatIsDownIsAnsweredAsDown(SqlServers which) throws Exception {
    String address;
    try (FakePort port = FakePort.silent()) {
      address = port.address();
    }
    try (TestExporter one =
        TestExporter.ofFile(
            directory,
            """
            web: {listen: '127.0.0.1:0'}
            probe:
              allow: [{address: '%s://%s', module: m}]
              modules: {m: {type: %s, username: prober, password: hunter2}}
            """
                .formatted(which.scheme(), address, which.type()))) {
      HttpResponse<String> response = one.get("/scrape?target=" + address);
      assertEquals(0.0, TestExporter.metrics(response).value(which.up()));
      assertFalse(response.body().contains(PASSWORD), response::body);
    }
  }
}
