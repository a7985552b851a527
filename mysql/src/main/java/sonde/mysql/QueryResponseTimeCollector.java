package sonde.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import sonde.collect.Collector;
import sonde.collect.Decimal;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.sql.Rows;
import sonde.sql.Select;

/**
 * How long statements took, as the plugin of <a
 * href="https://mariadb.com/docs/server/reference/plugins/other-plugins/query-response-time-plugin">
 * MariaDB</a> and Percona's server count it.
 */
final class QueryResponseTimeCollector implements Collector<MySqlFacts> {
  private static final List<Table> TABLES =
      List.of(
          new Table("QUERY_RESPONSE_TIME", "query_response_time_seconds", "all statements"),
          new Table(
              "QUERY_RESPONSE_TIME_READ",
              "read_query_response_time_seconds",
              "statements that read"),
          new Table(
              "QUERY_RESPONSE_TIME_WRITE",
              "write_query_response_time_seconds",
              "statements that write"));

  private static final Spec SPEC =
      Spec.named(
              "info_schema.query_response_time",
              "How long statements took; of servers that count it.")
          .emits(TABLES.stream().map(Table::family).toList())
          .onByDefault();

  /** A table of times, each up to so many seconds, with the count and sum of its own. */
  private record Table(String name, Select select, Family family) {
    Table(String name, String family, String what) {
      this(
          name,
          Select.named(name, "SELECT TIME, COUNT, TOTAL FROM information_schema." + name),
          Family.histogram("info_schema_" + family, "How long " + what + " took."));
    }

    void put(Rows rows, Sink out) {
      List<Double> bounds = new ArrayList<>();
      List<Double> counts = new ArrayList<>();
      double count = 0;
      double sum = 0;
      for (int row = 0; row < rows.size(); row++) {
        count += number(rows, row, 1).orElse(0);
        sum += number(rows, row, 2).orElse(0);
        // The last row is TOO LONG, which counts for no bound.
        OptionalDouble bound = number(rows, row, 0);
        if (bound.isPresent()) {
          bounds.add(bound.getAsDouble());
          counts.add(count);
        }
      }
      out.histogram(family, bounds, counts, sum, count);
    }

    private static OptionalDouble number(Rows rows, int row, int column) {
      return Decimal.read(rows.label(row, column).strip());
    }
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(MySqlFacts facts) {
    if (!facts.tables().contains(TABLES.getFirst().name)) {
      return Optional.of("needs the plugin QUERY_RESPONSE_TIME");
    }
    return facts.queryResponseTime()
        ? Optional.empty()
        : Optional.of("needs query_response_time_stats = ON");
  }

  @Override
  public List<Request<?>> requests(MySqlFacts facts) {
    return TABLES.stream()
        .filter(table -> facts.tables().contains(table.name))
        .<Request<?>>map(Table::select)
        .toList();
  }

  @Override
  public void collect(Replies<MySqlFacts> replies, Sink out) throws FailedException {
    for (Table table : TABLES) {
      if (replies.asked(table.select)) {
        table.put(replies.get(table.select), out);
      }
    }
  }
}
