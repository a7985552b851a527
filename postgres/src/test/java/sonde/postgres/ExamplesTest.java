package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Collector;
import sonde.collect.Server;
import sonde.collect.Snapshot;
import sonde.config.Report;
import sonde.servers.PostgresServer;
import sonde.sql.OwnQuery;
import sonde.sql.QueryFile;
import sonde.sql.Quoting;

/** What users are given to start from, on real servers. */
class ExamplesTest {
  private static final Path QUERIES = Path.of("..", "examples", "queries");
  private static final Path INIT = Path.of("..", "deploy", "compose", "postgres", "init.sql");

  @TempDir private Path directory = Path.of("");

  @Test
  void theStatementsOfTheComposeDeploymentAreThoseOfTheGrants() throws IOException {
    String sql = Files.readString(INIT);
    for (String statement :
        PostgresGrants.of(Server.of("postgres", "18.0"), "sonde", Scraper.defaults())
            .statements()) {
      // psql quotes what it read from the file.
      String granted = statement.replace(PostgresGrants.PASSWORD, ":'password'");
      assertTrue(sql.contains("\n" + granted + ";\n"), () -> granted + " in\n" + sql);
    }
  }

  /** By psql, as the image does it; the examples' queries as the resulting user. */
  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theUserOfTheComposeDeploymentAndTheExamples(int version)
      throws IOException, InterruptedException {
    try (PostgresServer server = Servers.builder(version).start()) {
      server.execute("CREATE DATABASE orders");
      Files.writeString(directory.resolve("postgres_sonde"), "it's a \\ secret\n");
      psql(
          server,
          Files.readString(INIT).replace("/run/secrets", directory.toString())
              + """
              CREATE SEQUENCE used MAXVALUE 11;
              SELECT setval('used', 6);
              CREATE SEQUENCE fresh;
              GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO sonde;
              """);
      List<Collector<PostgresFacts>> all = new ArrayList<>(Scraper.defaults());
      all.addAll(own("postgres_sequences.yaml"));
      all.addAll(own("postgres_transaction_ids.yaml"));
      try (Scraper scraper =
          Scraper.of(Servers.connector(server, "orders", "sonde", "it's a \\ secret"), all)) {
        Snapshot snapshot = scraper.scrape();
        assertEquals(Map.of(), Scraper.failed(snapshot));
        String text = Scraper.text(snapshot);
        for (String part :
            List.of(
                "\npg_up 1\n",
                "\npg_sequence_used_ratio{schemaname=\"public\",sequencename=\"used\"} 0.5\n",
                "\npg_database_transaction_id_age{datname=\"orders\"} ",
                "\npg_database_multixact_id_age{datname=\"orders\"} ")) {
          assertTrue(text.contains(part), () -> part + " in\n" + text);
        }
        assertFalse(text.contains("sequencename=\"fresh\""), text);
      }
    }
  }

  private void psql(PostgresServer server, String sql) throws IOException, InterruptedException {
    Path file = directory.resolve("init.sql");
    Files.writeString(file, sql);
    ProcessBuilder psql =
        new ProcessBuilder(
            "psql",
            "--set=ON_ERROR_STOP=1",
            "--no-password",
            "--no-psqlrc",
            "--quiet",
            "--output=/dev/null",
            "--host=" + server.host(),
            "--port=" + server.port(),
            "--username=" + server.superuser(),
            "--dbname=orders",
            "--file=" + file);
    psql.environment().put("PGPASSWORD", server.password());
    Process process;
    try {
      process = psql.inheritIO().start();
    } catch (IOException e) {
      abort("psql is not installed: " + e.getMessage());
      return;
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  private static List<Collector<PostgresFacts>> own(String file) {
    Report report = new Report();
    List<OwnQuery> queries = QueryFile.read(QUERIES.resolve(file), Quoting.POSTGRES, report);
    assertEquals(List.of(), report.problems());
    return queries.stream().<Collector<PostgresFacts>>map(OwnQuery::collector).toList();
  }
}
