package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.servers.SqlServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/**
 * Users' own queries that go wrong, on real servers: each is named by file, query and column,
 * writes nothing, and costs no other metric.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and listen() the rest.
class OwnQueriesTroubleTest {
  /** Who may do everything: what is not written is not for want of rights. */
  private static final String USER = "mighty";

  private static final String GOOD = "SELECT 'a' AS host, 1 AS n UNION ALL SELECT 'b', 2";

  @TempDir Path directory;
  private Logs logs;

  @BeforeEach
  void listen() {
    logs = new Logs();
  }

  @AfterEach
  void stopListening() {
    logs.close();
  }

  /** A query and what its failure says, beside file and name. */
  private record Bad(String sql, String said) {}

  private static Map<String, Bad> bad(SqlServers which) {
    boolean postgres = which == SqlServers.POSTGRES;
    String readOnly = postgres ? "read-only transaction" : "READ ONLY transaction";
    Map<String, Bad> bad = new LinkedHashMap<>();
    bad.put("syntax", new Bad("SELECT n FROM FROM x", postgres ? "syntax error" : "SQL syntax"));
    bad.put("absent", new Bad("SELECT n FROM nowhere.at_all", "nowhere"));
    bad.put(
        "duplicates",
        new Bad(
            "SELECT 'a' AS host, 1 AS n UNION ALL SELECT 'a', 2", "one series of own_duplicates"));
    bad.put("missing", new Bad("SELECT 'a' AS host, 1 AS m", "has no column n, only host, m"));
    bad.put("unlabelled", new Bad("SELECT 1 AS n", "has no column host, only n"));
    bad.put(
        "texts", new Bad("SELECT 'a' AS host, 'many' AS n", "column n: not a number: \"many\""));
    bad.put("writes", new Bad("SELECT 'a' AS host, own_writing() AS n", readOnly));
    if (postgres) {
      bad.put(
          "also_writes",
          new Bad(
              "WITH w AS (INSERT INTO own_written VALUES (2) RETURNING n) SELECT n, '' AS host FROM w",
              readOnly));
      bad.put("counts_up", new Bad("SELECT nextval('own_counter') AS n, '' AS host", readOnly));
    }
    bad.put(
        "rows",
        new Bad(
            postgres
                ? "SELECT i AS n, i AS host FROM generate_series(1, 1000000) AS i"
                : "SELECT a.n + 1000 * b.n AS n, 'a' AS host FROM own_thousand a, own_thousand b",
            "gives more than 10000 rows"));
    return bad;
  }

  private static void prepare(SqlServers which) {
    SqlServer server = which.server();
    if (which == SqlServers.POSTGRES) {
      server.execute(
          """
          DROP ROLE IF EXISTS mighty;
          CREATE ROLE mighty SUPERUSER LOGIN PASSWORD 'hunter2';
          CREATE TABLE IF NOT EXISTS own_written (n int);
          CREATE SEQUENCE IF NOT EXISTS own_counter;
          CREATE OR REPLACE FUNCTION own_writing() RETURNS int LANGUAGE sql
            AS 'INSERT INTO own_written VALUES (1) RETURNING n'""");
      return;
    }
    for (String statement :
        List.of(
            "CREATE USER IF NOT EXISTS mighty IDENTIFIED BY 'hunter2'",
            "GRANT ALL ON *.* TO mighty",
            "CREATE DATABASE IF NOT EXISTS own",
            "CREATE TABLE IF NOT EXISTS own.own_written (n INT)",
            "CREATE TABLE IF NOT EXISTS own.own_thousand (n INT)",
            "DELETE FROM own.own_thousand",
            "INSERT INTO own.own_thousand WITH RECURSIVE r(n) AS"
                + " (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < 999) SELECT n FROM r",
            "DROP FUNCTION IF EXISTS own.own_writing",
            """
            CREATE FUNCTION own.own_writing() RETURNS INT DETERMINISTIC MODIFIES SQL DATA
            BEGIN INSERT INTO own.own_written VALUES (1); RETURN 1; END""")) {
      server.execute(statement);
    }
  }

  private static String written(SqlServers which) {
    return which == SqlServers.POSTGRES
        ? which
            .server()
            .execute("SELECT count(*), (SELECT is_called FROM own_counter) FROM own_written")
        : which.server().execute("SELECT COUNT(*) FROM own.own_written");
  }

  private static String query(String name, String sql, String more) {
    return """
      %s:
        %s
        sql: |
          %s
        metrics: {own_%s: {help: A test's., value: n, labels: [host]}}
    """
        .formatted(name, more, sql, name);
  }

  private TestExporter exporter(SqlServers which, String... queries) throws Exception {
    Files.writeString(directory.resolve("own.yaml"), "queries:\n" + String.join("", queries));
    return TestExporter.ofTargets(
        directory,
        "shop: {type: %s, address: '%s://%s/%s', username: mighty, password: hunter2, queries: [own.yaml]}"
            .formatted(
                which.type(),
                which.scheme(),
                which.server().address(),
                which == SqlServers.POSTGRES ? "postgres" : "own"));
  }

  private static void assertGood(SqlServers which, Metrics metrics, String name) {
    assertEquals(1.0, metrics.value(which.up(), "target", "shop"));
    assertEquals(1.0, metrics.value("own_" + name, "target", "shop", "host", "a"));
    assertEquals(2.0, metrics.value("own_" + name, "target", "shop", "host", "b"));
  }

  private static Set<String> failed(Metrics metrics) {
    Set<String> failed = new TreeSet<>();
    metrics.series("sonde_collector_success").stream()
        .filter(series -> series.value() == 0)
        .forEach(series -> failed.add(series.labels().getOrDefault("collector", "")));
    return failed;
  }

  /** What is logged of a collector, which is one line. */
  private String told(String collector) throws Exception {
    String start = "collector " + collector + ": failed: ";
    Await.until(() -> !logs.with(start).isEmpty());
    List<String> told = logs.with(start);
    assertEquals(1, told.size(), told::toString);
    return told.getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void eachFailsByItselfAndIsNamed(SqlServers which) throws Exception {
    prepare(which);
    String before = written(which);
    Map<String, Bad> bad = bad(which);
    StringBuilder queries = new StringBuilder(query("first", GOOD, ""));
    bad.forEach((name, one) -> queries.append(query(name, one.sql, "")));
    queries.append(query("last", GOOD, ""));
    try (TestExporter exporter = exporter(which, queries.toString())) {
      for (int i = 0; i < 2; i++) {
        Metrics metrics = exporter.scrape("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "20");
        assertEquals(new TreeSet<>(bad.keySet()), failed(metrics));
        assertGood(which, metrics, "first");
        assertGood(which, metrics, "last");
        assertTrue(metrics.series().count() > 150, () -> "" + metrics.series().count());
        for (String name : bad.keySet()) {
          assertFalse(metrics.names().contains("own_" + name), name);
        }
      }
      for (Map.Entry<String, Bad> one : bad.entrySet()) {
        String told = told(one.getKey());
        assertTrue(told.contains("own.yaml, query " + one.getKey()), told);
        assertTrue(told.contains(one.getValue().said), told);
      }
    }
    assertEquals(before, written(which));
    Await.until(() -> which.connections(USER) == 0);
  }

  /** One in the scrape's own round, one with a limit of its own. */
  @ParameterizedTest
  @EnumSource
  void whatDoesNotEndIsEnded(SqlServers which) throws Exception {
    prepare(which);
    String endless =
        which == SqlServers.POSTGRES
            ? "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i FROM r)"
                + " SELECT count(*) AS n, '' AS host FROM r"
            : "SELECT COUNT(*) AS n, '' AS host FROM own_thousand a, own_thousand b,"
                + " own_thousand c, own_thousand d WHERE a.n + b.n > c.n + d.n";
    String asleep =
        which == SqlServers.POSTGRES
            ? "SELECT 1 AS n, '' AS host FROM pg_sleep(600)"
            : "SELECT COUNT(*) AS n, '' AS host FROM own_thousand WHERE SLEEP(600) = 0";
    try (TestExporter exporter =
        exporter(
            which,
            query("first", GOOD, ""),
            query("endless", endless, "timeout: 1s"),
            query("asleep", asleep, ""),
            query("limited", GOOD, "timeout: 5s"),
            query("last", GOOD, ""))) {
      Metrics metrics = exporter.scrape("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "8");
      assertEquals(Set.of("asleep", "endless"), failed(metrics));
      for (String name : List.of("first", "limited", "last")) {
        assertGood(which, metrics, name);
      }
      assertTrue(metrics.series().count() > 150, () -> "" + metrics.series().count());
      for (String name : List.of("asleep", "endless")) {
        assertTrue(told(name).contains("own.yaml, query " + name), told(name));
      }
      Await.until(() -> which.running(USER) == 0);
      assertTrue(which.connections(USER) <= 2);
    }
  }

  /** NULL is no sample unless the query says otherwise; what is no number in a row is one here. */
  @ParameterizedTest
  @EnumSource
  void numbersOfEveryKind(SqlServers which) throws Exception {
    prepare(which);
    String sql =
        which == SqlServers.POSTGRES
            ? "SELECT * FROM (VALUES ('nan', 'NaN'::float8), ('inf', '-Infinity'), ('null', NULL),"
                + " ('tiny', 1e-300), (NULL, 7)) AS v(host, n)"
            : "SELECT 'null' AS host, NULL AS n UNION ALL SELECT 'tiny', 1e-300"
                + " UNION ALL SELECT NULL, 7";
    try (TestExporter exporter =
        exporter(
            which,
            query("skipped", sql, ""),
            query("kept", sql, "nulls: nan"),
            query("zeroed", sql, "nulls: zero"),
            query("refused", sql, "nulls: fail"))) {
      Metrics metrics = exporter.scrape("/probe?target=shop");
      assertEquals(Set.of("refused"), failed(metrics));
      for (String name : List.of("own_skipped", "own_kept", "own_zeroed")) {
        assertEquals(1e-300, metrics.value(name, "host", "tiny"));
        assertEquals(7, metrics.value(name, "host", ""));
        if (which == SqlServers.POSTGRES) {
          assertEquals(Double.NaN, metrics.value(name, "host", "nan"));
          assertEquals(Double.NEGATIVE_INFINITY, metrics.value(name, "host", "inf"));
        }
      }
      assertFalse(metrics.has("own_skipped", "host", "null"));
      assertEquals(Double.NaN, metrics.value("own_kept", "host", "null"));
      assertEquals(0.0, metrics.value("own_zeroed", "host", "null"));
      assertTrue(told("refused").contains("own.yaml, query refused, column n: is NULL"));
    }
  }
}
