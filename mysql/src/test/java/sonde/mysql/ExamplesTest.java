package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Collector;
import sonde.collect.Server;
import sonde.collect.Snapshot;
import sonde.config.Report;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.SqlServer;
import sonde.sql.OwnQuery;
import sonde.sql.QueryFile;
import sonde.sql.Quoting;

/** What users are given to start from, on real servers. */
class ExamplesTest {
  private static final Path QUERIES = Path.of("..", "examples", "queries");
  private static final Path COMPOSE = Path.of("..", "deploy", "compose");

  @TempDir private Path directory = Path.of("");

  /** Servers of this test's own, since it adds databases. */
  enum Kind {
    MARIADB,
    MYSQL;

    SqlServer start() {
      return this == MARIADB ? MariaDbServer.builder().start() : MySqlServer.builder().start();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void connectionsByHostAndTableSizes(Kind kind) {
    try (SqlServer server = kind.start()) {
      server.execute(
          """
          CREATE DATABASE traffic;
          CREATE TABLE traffic.connections_by_host (
            host VARCHAR(255) NOT NULL, port INT NOT NULL, connections BIGINT UNSIGNED NOT NULL,
            PRIMARY KEY (host, port));
          INSERT INTO traffic.connections_by_host VALUES
            ('10.0.0.7', 80, 11), ('10.0.0.7', 443, 1), ('a "quoted" host', 80, 3),
            ('10.0.0.8', 80, 4000000000);
          CREATE USER 'reader'@'%' IDENTIFIED BY 'reader';
          GRANT SELECT ON traffic.connections_by_host TO 'reader'@'%'""");
      List<Collector<MySqlFacts>> queries = new ArrayList<>(own("connections_by_host.yaml"));
      queries.addAll(own("mysql_table_sizes.yaml"));
      try (Scraper scraper = Scraper.of(Servers.store(server, "reader", "reader"), queries)) {
        Snapshot snapshot = scraper.scrape();
        assertEquals(Set.of(), Scraper.failed(snapshot), () -> snapshot.collectors().toString());
        String text = Scraper.text(snapshot);
        for (String part :
            List.of(
                """
                # HELP mysql_connections_by_host Connections by the host that opened them.
                # TYPE mysql_connections_by_host gauge
                """,
                "\nmysql_connections_by_host{host=\"10.0.0.7\"} 12\n",
                "\nmysql_connections_by_host{host=\"10.0.0.8\"} 4e+09\n",
                "\nmysql_connections_by_host{host=\"a \\\"quoted\\\" host\"} 3\n",
                "\nmysql_table_data_bytes{schema=\"traffic\",table=\"connections_by_host\"} ",
                "\nmysql_table_index_bytes{schema=\"traffic\",table=\"connections_by_host\"} ")) {
          assertTrue(text.contains(part), () -> part + " in\n" + text);
        }
      }
    }
  }

  /**
   * The script's SQL as its shell has it, run as the image does it; the health check's user too.
   */
  @ParameterizedTest
  @ValueSource(strings = {"mysql/init.sh", "traffic/mysql/init.sh"})
  void theUserOfTheComposeDeployments(String script) throws IOException, InterruptedException {
    String sql = statements(COMPOSE.resolve(script));
    for (String statement :
        MySqlGrants.of(Server.of("mysql", "8.4.0"), "sonde", Scraper.defaults()).statements()) {
      String granted = statement.replace(MySqlGrants.PASSWORD, "it''s a \\\\ secret");
      assertTrue(sql.contains("\n" + granted + ";\n"), () -> granted + " in\n" + sql);
    }
    try (SqlServer server = MySqlServer.builder().start()) {
      server.execute(sql);
      server.execute(
          "INSERT INTO traffic.connections_by_host"
              + " VALUES ('10.0.0.7', 80, 'tcp', 12, 120, 12000, NOW(3))");
      List<Collector<MySqlFacts>> all = new ArrayList<>(Scraper.defaults());
      all.addAll(own("connections_by_host.yaml"));
      MySqlAddress address =
          MySqlAddress.parse("mysql://" + server.address() + "?ssl-mode=REQUIRED");
      try (Scraper scraper = Scraper.of(Servers.store(address, "sonde", "it's a \\ secret"), all)) {
        Snapshot snapshot = scraper.scrape();
        assertEquals(Set.of(), Scraper.failed(snapshot), () -> snapshot.collectors().toString());
        String text = Scraper.text(snapshot);
        assertTrue(text.contains("\nmysql_up 1\n"), text);
        assertTrue(text.contains("\nmysql_connections_by_host{host=\"10.0.0.7\"} 12\n"), text);
      }
      try (Scraper health = Scraper.of(Servers.store(server, "health", ""), List.of())) {
        assertTrue(Scraper.text(health.scrape()).contains("\nmysql_up 1\n"));
      }
    }
  }

  /** What the script gives to the image's function, with secrets of this test's. */
  private String statements(Path script) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("mysql_root"), "root's own\n");
    for (String user : List.of("sonde", "flows", "app")) {
      Files.writeString(directory.resolve("mysql_" + user), "it's a \\ secret\n");
    }
    Path copy = directory.resolve("init.sh");
    Files.writeString(copy, Files.readString(script).replace("/run/secrets", directory.toString()));
    Path out = directory.resolve("statements.sql");
    Process bash =
        new ProcessBuilder(
                "bash",
                "-ec",
                """
                docker_process_sql() { cat; }
                export MYSQL_ROOT_PASSWORD=none
                . "$1"
                [ "$MYSQL_ROOT_PASSWORD" = "root's own" ]
                ! env | grep -q '^MYSQL_ROOT_PASSWORD='
                """,
                "test",
                copy.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, bash.exitValue());
    return Files.readString(out);
  }

  private static List<Collector<MySqlFacts>> own(String file) {
    Report report = new Report();
    List<OwnQuery> queries = QueryFile.read(QUERIES.resolve(file), Quoting.MYSQL, report);
    assertEquals(List.of(), report.problems());
    return queries.stream().<Collector<MySqlFacts>>map(OwnQuery::collector).toList();
  }
}
