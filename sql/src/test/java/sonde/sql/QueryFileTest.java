package sonde.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.Family;
import sonde.collect.MetricType;
import sonde.collect.Server;
import sonde.config.Problem;
import sonde.config.Report;

class QueryFileTest {
  @TempDir private Path directory = Path.of("");

  private final Report report = new Report();

  private List<OwnQuery> read(String yaml) throws IOException {
    Path file = directory.resolve("own.yaml");
    Files.writeString(file, yaml);
    return QueryFile.read(file, Quoting.POSTGRES, report);
  }

  private String problems() {
    return report.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void everythingThatAFileMaySay() throws IOException {
    OwnQuery query =
        read("""
                queries:
                  orders:
                    sql: |
                      SELECT state, count(*) AS orders, 0.5 AS q -- ${NOT_A_VARIABLE}
                      FROM orders GROUP BY state;
                    interval: 1m
                    timeout: 2s
                    max_series: 50
                    max_rows: 20
                    nulls: zero
                    versions: {postgres: {since: "13", below: "18"}}
                    metrics:
                      shop_orders:
                        help: Orders by state.
                        value: orders
                        labels: [state]
                      shop_states_info:
                        type: untyped
                        help: States.
                        static_value: 1
                        labels: [state]
                      shop_latency_seconds:
                        type: histogram
                        help: Latency.
                        buckets: {"0.5": le_05, "0.1": le_01}
                        sum: total
                        count: n
                """)
            .getFirst();
    assertTrue(report.problems().isEmpty(), this::problems);
    assertEquals("orders", query.spec().name());
    assertEquals(50, query.spec().maxSeries());
    assertEquals(20, query.query().select().maxRows());
    assertEquals("own.yaml, query orders", query.query().select().name());
    assertTrue(query.query().select().sql().endsWith("GROUP BY state"));
    assertEquals(Duration.ofMinutes(1), query.interval());
    assertEquals(Duration.ofSeconds(2), query.timeout());
    assertTrue(query.query().isFor(Server.of("postgres", "15.2")));
    assertFalse(query.query().isFor(Server.of("postgres", "18")));
    assertFalse(query.query().isFor(Server.of("mysql", "15")));
    List<Family> families = query.query().families();
    assertEquals(
        List.of(MetricType.GAUGE, MetricType.UNKNOWN, MetricType.HISTOGRAM),
        families.stream().map(Family::type).toList());
    assertTrue(families.stream().allMatch(Family::isWhole));
  }

  @Test
  void everyMistakeIsReportedAtItsLine() throws IOException {
    assertTrue(
        read("""
                queries:
                  Two:
                    sql: SELECT 1; SELECT 2
                    metrics: {m: {help: h, value: v}}
                  three:
                    sql: SELECT 1
                    interval: 10ms
                    max_rows: 2147483647
                    metrics:
                      bad-name: {help: h, value: v}
                      both: {help: h, value: v, static_value: 1}
                      target: {help: h, value: v, labels: [target]}
                      hist: {type: histogram, help: h, value: v}
                      help: {value: v}
                      spelled: {help: h, value: v, label: [x]}
                """)
            .isEmpty());
    String all = problems();
    for (String part :
        List.of(
            "own.yaml:2: queries.Two: a query's name",
            "own.yaml:2: queries.Two: sql: holds more than one statement",
            "queries.three.interval: is at least 1s",
            "queries.three.max_rows: is 1 to 1000000")) {
      assertTrue(all.contains(part), () -> part + " in\n" + all);
    }
  }

  @Test
  void everyMistakeOfAMetricIsReported() throws IOException {
    assertTrue(
        read("""
                queries:
                  three:
                    sql: SELECT 1
                    metrics:
                      bad-name: {help: h, value: v}
                      both: {help: h, value: v, static_value: 1}
                      target: {help: h, value: v, labels: [target]}
                      hist: {type: histogram, help: h, value: v}
                      help: {value: v}
                      spelled: {help: h, value: v, label: [x]}
                      bounds: {type: histogram, help: h, buckets: {x: a}, sum: s, count: c}
                """)
            .isEmpty());
    String all = problems();
    for (String part :
        List.of(
            "own.yaml:5: ",
            "not a metric name: bad-name",
            "own.yaml:6: queries.three.metrics.both: needs value, a column, or static_value",
            "target is a label that Sonde gives",
            "own.yaml:8: queries.three.metrics.hist: a histogram needs buckets",
            "own.yaml:9: queries.three.metrics.help.help: is required",
            "did you mean `labels`",
            "no upper bound: x")) {
      assertTrue(all.contains(part), () -> part + " in\n" + all);
    }
  }
}
