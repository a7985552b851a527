package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.ParsedFamily;
import sonde.config.ConfigException;
import sonde.config.Environment;

/** Users' own queries, from the file to the exposition, on SQLite. */
class OwnQueriesTest {
  @TempDir private Path directory = Path.of("");

  private String target = "";

  @BeforeEach
  void fill() throws Exception {
    Path database = directory.resolve("shop.db");
    target =
        "shop: {type: sql, jdbc: 'jdbc:sqlite:%s', queries: [own.yaml], labels: {team: shop}}"
            .formatted(database);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (state TEXT, amount TEXT)");
      statement.execute("INSERT INTO orders VALUES ('open', '2'), ('paid', '3'), ('paid', 'x')");
    }
  }

  private void queries(String yaml) throws Exception {
    Files.writeString(directory.resolve("own.yaml"), yaml);
  }

  @Test
  void oneFailsAndNoOtherIsLost() throws Exception {
    queries(
        """
        queries:
          counts:
            sql: SELECT state, count(*) AS n FROM orders GROUP BY state
            metrics: {shop_orders: {help: Orders., value: n, labels: [state]}}
          absent:
            sql: SELECT n FROM nowhere
            metrics: {shop_absent: {help: None., value: n}}
          texts:
            sql: SELECT state, amount FROM orders WHERE amount > '3'
            metrics: {shop_texts: {help: Texts., value: amount, labels: [state]}}
          doubled:
            sql: SELECT state, 1 AS n FROM orders
            metrics: {shop_doubled: {help: Doubled., value: n, labels: [state]}}
        """);
    try (TestExporter exporter = TestExporter.ofTargets(directory, target)) {
      Metrics metrics = exporter.scrape("/metrics");
      assertEquals(1.0, metrics.value("sql_up", "target", "shop", "team", "shop"));
      assertEquals(
          2.0, metrics.value("shop_orders", "target", "shop", "team", "shop", "state", "paid"));
      Map<String, Double> success =
          metrics.series("sonde_collector_success").stream()
              .collect(
                  Collectors.toMap(
                      series -> series.labels().getOrDefault("collector", ""),
                      ParsedFamily.Series::value));
      assertEquals(Map.of("counts", 1.0, "absent", 0.0, "texts", 0.0, "doubled", 0.0), success);
    }
  }

  @Test
  void theCheckNamesTheCauseAndShowsTheFirstRows() throws Exception {
    queries(
        """
        queries:
          counts:
            sql: SELECT state, count(*) AS n FROM orders GROUP BY state
            metrics: {shop_orders: {help: Orders., value: n, labels: [state]}}
          texts:
            sql: SELECT state, amount FROM orders WHERE amount > '3'
            metrics: {shop_texts: {help: Texts., value: amount, labels: [state]}}
        """);
    StringWriter out = new StringWriter();
    ExporterConfig config = config();
    assertEquals(false, ConnectCheck.run(config, new PrintWriter(out, true)));
    String text = out.toString();
    assertTrue(
        text.contains("shop, texts: failed: own.yaml, query texts, column amount: not a number"),
        text);
    assertTrue(text.contains("    shop_orders{state=\"open\"} 1\n"), text);
  }

  @Test
  void oneNameIsOneTypeAndOneSetOfLabels() throws Exception {
    queries(
        """
        queries:
          one:
            sql: SELECT state, 1 AS n FROM orders
            metrics: {shop_orders: {help: Orders., value: n, labels: [state]}}
          two:
            sql: SELECT 1 AS n
            metrics: {shop_orders: {help: Orders., value: n}}
          three:
            sql: SELECT 1 AS n
            metrics: {redis_up: {help: Up., value: n}, redis_connected_clients: {help: C., value: n}}
        """);
    Files.writeString(
        directory.resolve("sonde.yaml"),
        TestExporter.yaml(target, "cache: {type: redis, address: 'redis://cache:6379'}"));
    String message =
        String.valueOf(assertThrows(ConfigException.class, this::written).getMessage());
    assertTrue(
        message.contains(
            "own.yaml, query two: shop_orders: stands elsewhere with another type or other labels"),
        message);
    assertTrue(
        message.contains(
            "own.yaml, query three: redis_connected_clients: is a metric of a built-in collector"),
        message);
    assertTrue(message.contains("redis_up: is a metric of a built-in collector"), message);
  }

  private ExporterConfig config() throws Exception {
    Files.writeString(directory.resolve("sonde.yaml"), TestExporter.yaml(target));
    return written();
  }

  private ExporterConfig written() throws ConfigException {
    return new ConfigSource(
            ServeOptions.file(directory.resolve("sonde.yaml")), Environment.of(Map.of()))
        .read();
  }
}
