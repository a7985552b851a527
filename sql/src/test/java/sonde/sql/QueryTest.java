package sonde.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Sink;

class QueryTest {
  private static final Family SIZE = Family.gauge("size", "Size.", "name");
  private static final Family INFO = Family.gauge("info", "Info.", "name");
  private static final Family TIME = Family.histogram("time", "Time.", "name");

  private final Recorder out = new Recorder();

  /** Notes what is put, a line each. */
  private static final class Recorder implements Sink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void put(Family family, double value, String... labelValues) {
      lines.add(family + " " + List.of(labelValues) + " " + value);
    }

    @Override
    public void histogram(
        Family family,
        List<Double> bounds,
        List<Double> counts,
        double sum,
        double count,
        String... labelValues) {
      lines.add(
          family + " " + List.of(labelValues) + " " + bounds + counts + " " + sum + " " + count);
    }

    @Override
    public void summary(
        Family family,
        List<Double> quantiles,
        List<Double> values,
        double sum,
        double count,
        String... labelValues) {
      throw new AssertionError("no query gives a summary");
    }
  }

  private static Rows rows(@Nullable String[]... rows) {
    return new Rows("q", List.of("name", "size", "le1", "le2", "sum", "count"), List.of(rows));
  }

  private static @Nullable String[] row(@Nullable String... cells) {
    return cells;
  }

  @Test
  void aRowGivesEachFamilyASample() throws FailedException {
    Query query =
        Query.of("q", "SELECT 1")
            .value(SIZE, "SIZE")
            .constant(INFO, 1)
            .histogram(TIME, List.of(1.0, 2.0), List.of("le1", "le2"), "sum", "count")
            .build();
    query.put(rows(row("a", "7", "1", "2", "2.5", "3"), row(null, "t", "0", null, null, "0")), out);
    assertEquals(
        List.of(
            "size [a] 7.0",
            "info [a] 1.0",
            "time [a] [1.0, 2.0][1.0, 2.0] 2.5 3.0",
            "size [] 1.0",
            "info [] 1.0",
            "time [] [1.0, 2.0][0.0, 0.0] 0.0 0.0"),
        out.lines);
  }

  @Test
  void nullIsWhatThePolicySays() throws FailedException {
    Rows rows = rows(row("a", null, null, null, null, null));
    Query.of("q", "SELECT 1").value(SIZE, "size").build().put(rows, out);
    assertTrue(out.lines.isEmpty());
    Query.of("q", "SELECT 1").value(SIZE, "size").nulls(Query.Nulls.ZERO).build().put(rows, out);
    Query.of("q", "SELECT 1").value(SIZE, "size").nulls(Query.Nulls.NAN).build().put(rows, out);
    assertEquals(List.of("size [a] 0.0", "size [a] NaN"), out.lines);
    Query failing = Query.of("q", "SELECT 1").value(SIZE, "size").nulls(Query.Nulls.FAIL).build();
    assertEquals("q, column size: is NULL", failure(failing, rows));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals(
        "q, column size: not a number: \"big?\"",
        failure(
            Query.of("q", "SELECT 1").value(SIZE, "size").build(),
            rows(row("a", "big\n", null, null, null, null))));
    assertEquals(
        "q has no column weight, only name, size, le1, le2, sum, count",
        failure(Query.of("q", "SELECT 1").value(SIZE, "weight").build(), rows()));
  }

  @Test
  void twoRowsOfAUsersQueryMustNotBeOneSeries() {
    Query own = Query.of(Select.own("f, query q", "SELECT 1", 10)).value(SIZE, "size").build();
    assertEquals(
        "f, query q: several rows would be one series of size, by its labels [name]",
        failure(
            own,
            rows(row("a", "1", null, null, null, null), row("a", "2", null, null, null, null))));
  }

  private String failure(Query query, Rows rows) {
    return String.valueOf(
        assertThrows(FailedException.class, () -> query.put(rows, out)).getMessage());
  }
}
