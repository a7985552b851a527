package sonde.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.collect.Decimal;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.config.Checks;
import sonde.config.ConfigReader;
import sonde.config.Default;
import sonde.config.Report;
import sonde.config.Validated;
import sonde.config.YamlValue;

/**
 * Reads users' own queries from YAML: by name the SQL, and by full name the metrics that its
 * columns are. Variables are not expanded, so that a {@code $} in SQL is one.
 */
public final class QueryFile {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Set<String> RESERVED = Set.of("target", "node", "instance_role");

  private QueryFile() {}

  /** A file as it is. */
  record Content(Queries queries) {}

  /** The queries of a file. */
  record Queries(List<OwnQuery> all) {}

  /** A query as the file has it. */
  record Entry(
      String sql,
      @Nullable Duration interval,
      @Nullable Duration timeout,
      @Default("10000") int maxSeries,
      @Default("10000") int maxRows,
      @Default("{}") Map<String, Versions> versions,
      @Default("skip") Query.Nulls nulls,
      YamlValue metrics)
      implements Validated {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int LARGEST = 1_000_000;

    /** All but the metrics, which are bound by themselves. */
    private List<@Nullable Object> without() {
      return Arrays.asList(sql, interval, timeout, maxSeries, maxRows, versions, nulls);
    }

    @Override
    public void validate(Checks checks) {
      if (interval != null && interval.compareTo(SHORTEST) < 0) {
        checks.problem("interval", "is at least 1s");
      }
      if (timeout != null && timeout.isZero()) {
        checks.problem("timeout", "is above 0");
      }
      if (maxSeries < 1) {
        checks.problem("maxSeries", "is at least 1");
      }
      if (maxRows < 1 || maxRows > LARGEST) {
        checks.problem("maxRows", "is 1 to " + LARGEST);
      }
    }
  }

  /** Versions of a product, from one to before another. */
  record Versions(@Default("0") String since, @Nullable String below) {}

  /** The types of a metric. */
  enum Type {
    GAUGE,
    COUNTER,
    UNTYPED,
    HISTOGRAM
  }

  /** A metric as the file has it. */
  record Metric(
      @Default("gauge") Type type,
      String help,
      @Nullable String value,
      @Nullable Double staticValue,
      @Default("[]") List<String> labels,
      @Nullable Map<String, String> buckets,
      @Nullable String sum,
      @Nullable String count)
      implements Validated {
    @Override
    public void validate(Checks checks) {
      if (type == Type.HISTOGRAM) {
        if (buckets == null || sum == null || count == null) {
          checks.problem("a histogram needs buckets (a column by upper bound), sum and count");
        }
        if (value != null || staticValue != null) {
          checks.problem("a histogram has no value: its columns are buckets, sum and count");
        }
        return;
      }
      if ((value == null) == (staticValue == null)) {
        checks.problem("needs value, a column, or static_value, a number, and not both");
      }
      if (buckets != null || sum != null || count != null) {
        checks.problem("buckets, sum and count are a histogram's");
      }
      for (String label : labels) {
        if (RESERVED.contains(label)) {
          checks.problem("labels", label + " is a label that Sonde gives; rename the column");
        }
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param quoting how the server reads SQL
   * @return what could be read; all that could not is in the report
   */
  public static List<OwnQuery> read(Path file, Quoting quoting, Report report) {
    Path name = file.getFileName();
    String shown = name == null ? file.toString() : name.toString();
    Content content =
        ConfigReader.literal()
            .with(Queries.class, value -> queries(value, shown, quoting))
            .read(file, Content.class, report);
    return content == null ? List.of() : content.queries.all;
  }

  private static Queries queries(YamlValue value, String file, Quoting quoting) {
    List<OwnQuery> all = new ArrayList<>();
    value
        .map()
        .forEach(
            (name, query) -> {
              if (!NAME.matcher(name).matches()) {
                query.problem("a query's name is 1 to 60 of a-z 0-9 _, a letter first");
              }
              Entry entry = query.as(Entry.class);
              if (entry != null) {
                OwnQuery own = own(name, query, entry, file, quoting);
                if (own != null) {
                  all.add(own);
                }
              }
            });
    return new Queries(List.copyOf(all));
  }

  private static @Nullable OwnQuery own(
      String name, YamlValue value, Entry entry, String file, Quoting quoting) {
    String sql;
    try {
      sql = StatementText.one(entry.sql, quoting);
    } catch (IllegalArgumentException e) {
      value.problem("sql: " + e.getMessage());
      return null;
    }
    Query.Builder query =
        Query.of(Select.own(file + ", query " + name, sql, entry.maxRows)).nulls(entry.nulls);
    entry.versions.forEach(
        (product, versions) -> {
          if (versions.below == null) {
            query.since(product, versions.since);
          } else {
            query.between(product, versions.since, versions.below);
          }
        });
    boolean complete = !entry.metrics.map().isEmpty();
    if (!complete) {
      entry.metrics.problem("names no metric");
    }
    StringBuilder definition = new StringBuilder(file).append(' ').append(name);
    definition.append(entry.without());
    for (var named : entry.metrics.map().entrySet()) {
      Metric metric = named.getValue().as(Metric.class);
      complete &= metric != null && add(named.getKey(), metric, named.getValue(), query);
      definition.append('\n').append(named.getKey()).append(' ').append(metric);
    }
    if (!complete) {
      return null;
    }
    Query built = query.build();
    Spec.Builder spec =
        Spec.named(name, "Own query of " + file + ".")
            .emits(built.families())
            .maxSeries(entry.maxSeries);
    return new OwnQuery(
        built, spec.onByDefault(), entry.interval, entry.timeout, definition.toString());
  }

  /** Adds a metric to its query; whether it could be. */
  private static boolean add(String name, Metric metric, YamlValue value, Query.Builder query) {
    try {
      Family family = family(name, metric).whole();
      Double constant = metric.staticValue;
      String column = metric.value;
      if (metric.buckets != null && metric.sum != null && metric.count != null) {
        Map<Double, String> buckets = buckets(metric.buckets);
        query.histogram(
            family,
            List.copyOf(buckets.keySet()),
            List.copyOf(buckets.values()),
            metric.sum,
            metric.count);
      } else if (constant != null) {
        query.constant(family, constant);
      } else if (column != null) {
        query.value(family, column);
      }
      return true;
    } catch (IllegalArgumentException e) {
      value.problem(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static Family family(String name, Metric metric) {
    String[] labels = metric.labels.toArray(String[]::new);
    return switch (metric.type) {
      case GAUGE -> Family.gauge(name, metric.help, labels);
      case COUNTER -> Family.counter(name, metric.help, labels);
      case UNTYPED -> Family.unknown(name, metric.help, labels);
      case HISTOGRAM -> Family.histogram(name, metric.help, labels);
    };
  }

  private static Map<Double, String> buckets(Map<String, String> columns) {
    Map<Double, String> buckets = new TreeMap<>();
    columns.forEach(
        (bound, column) -> {
          double number =
              Decimal.read(bound)
                  .orElseThrow(() -> new IllegalArgumentException("no upper bound: " + bound));
          if (Double.isInfinite(number) || Double.isNaN(number)) {
            throw new IllegalArgumentException("the infinite bucket is count: leave it out");
          }
          buckets.put(number, column);
        });
    return buckets;
  }
}
