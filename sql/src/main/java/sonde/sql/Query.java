package sonde.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Family;
import sonde.collect.Server;
import sonde.collect.Sink;
import sonde.collect.Version;

/**
 * A statement, the servers that it is for, and what its columns are. A family's labels are the
 * columns of the same names; each row gives every family a sample. The built-in collectors and
 * users' own queries are the same type.
 */
public final class Query {
  private final Select select;
  private final List<Range> ranges;
  private final List<Output> outputs;
  private final Nulls nulls;

  /** What NULL becomes where a value is due. */
  public enum Nulls {
    /** No sample. */
    SKIP,
    /** 0. */
    ZERO,
    /** NaN. */
    NAN,
    /** The query fails. */
    FAIL
  }

  /**
   * Versions of a product.
   *
   * @param since the oldest
   * @param below the first that is too new; null for none
   */
  private record Range(Server since, @Nullable Version below) {
    boolean has(Server server) {
      return since.product().equals(server.product())
          && server.version().atLeast(since.version())
          && (below == null || !server.version().atLeast(below));
    }
  }

  /** What a row gives a family. */
  private sealed interface Output {
    Family family();

    record Column(Family family, String column) implements Output {}

    record Constant(Family family, double value) implements Output {}

    record Buckets(
        Family family, List<Double> bounds, List<String> columns, String sum, String count)
        implements Output {
      /** The columns of the buckets, of the sum and of the count. */
      List<String> all() {
        return Stream.concat(columns.stream(), Stream.of(sum, count)).toList();
      }
    }
  }

  private Query(Builder builder) {
    this.select = builder.select;
    this.ranges = List.copyOf(builder.ranges);
    this.outputs = List.copyOf(builder.outputs);
    this.nulls = builder.nulls;
  }

  /** Starts a query of ours. */
  public static Builder of(String name, String sql) {
    return new Builder(Select.named(name, sql));
  }

  /** Starts a query. */
  public static Builder of(Select select) {
    return new Builder(select);
  }

  /** What is sent. */
  public Select select() {
    return select;
  }

  /** The families that it gives samples of. */
  public List<Family> families() {
    return outputs.stream().map(Output::family).toList();
  }

  /** The oldest server of each product that it is for; empty when it is for all. */
  public List<Server> since() {
    return ranges.stream().map(Range::since).toList();
  }

  /** Whether it is for a server. */
  public boolean isFor(Server server) {
    return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.has(server));
  }

  /**
   * Puts what rows give.
   *
   * @throws FailedException when a column is missing or not what it should be
   */
  public void put(Rows rows, Sink out) throws FailedException {
    List<Located> located = new ArrayList<>(outputs.size());
    for (Output output : outputs) {
      located.add(new Located(rows, output));
    }
    if (select.own()) {
      for (Located one : located) {
        requireUnique(one, rows);
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      List<String> names = List.of();
      String[] labels = {};
      for (Located one : located) {
        Family family = one.output.family();
        if (!names.equals(family.labels())) {
          names = family.labels();
          labels = labels(rows, row, one.labels);
        }
        put(one, rows, row, labels, out);
      }
    }
  }

  /** An output, and where its columns stand. */
  private static final class Located {
    private final Output output;
    private final int[] labels;
    private final int[] values;

    Located(Rows rows, Output output) throws FailedException {
      this.output = output;
      this.labels = columns(rows, output.family().labels());
      this.values =
          switch (output) {
            case Output.Column column -> columns(rows, List.of(column.column));
            case Output.Constant _ -> columns(rows, List.of());
            case Output.Buckets buckets -> columns(rows, buckets.all());
          };
    }

    private static int[] columns(Rows rows, List<String> names) throws FailedException {
      int[] columns = new int[names.size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = rows.column(names.get(i));
      }
      return columns;
    }
  }

  /** In a user's query two rows of the same labels are a mistake: a label is missing. */
  private void requireUnique(Located one, Rows rows) throws FailedException {
    Family family = one.output.family();
    Set<List<String>> seen = new HashSet<>();
    for (int row = 0; row < rows.size(); row++) {
      if (!seen.add(List.of(labels(rows, row, one.labels)))) {
        throw new FailedException(
            Failure.Kind.MALFORMED,
            select.name()
                + ": several rows would be one series of "
                + family.name()
                + ", by its labels "
                + family.labels());
      }
    }
  }

  private void put(Located one, Rows rows, int row, String[] labels, Sink out)
      throws FailedException {
    // A pattern switch would be a call through a method handle, of each value.
    if (one.output instanceof Output.Column column) {
      out.put(column.family, value(rows, row, one.values[0]), labels);
    } else if (one.output instanceof Output.Constant constant) {
      out.put(constant.family, constant.value, labels);
    } else if (one.output instanceof Output.Buckets buckets) {
      putBuckets(buckets, one.values, rows, row, labels, out);
    }
  }

  private void putBuckets(
      Output.Buckets buckets, int[] columns, Rows rows, int row, String[] labels, Sink out)
      throws FailedException {
    int size = buckets.columns.size();
    List<Double> counts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      counts.add(value(rows, row, columns[i]).orElse(0));
    }
    OptionalDouble total = value(rows, row, columns[size + 1]);
    if (total.isPresent()) {
      double sum = value(rows, row, columns[size]).orElse(0);
      out.histogram(buckets.family, buckets.bounds, counts, sum, total.getAsDouble(), labels);
    }
  }

  private OptionalDouble value(Rows rows, int row, int column) throws FailedException {
    OptionalDouble value = rows.number(row, column);
    if (value.isPresent()) {
      return value;
    }
    return switch (nulls) {
      case SKIP -> value;
      case ZERO -> OptionalDouble.of(0);
      case NAN -> OptionalDouble.of(Double.NaN);
      case FAIL ->
          throw new FailedException(
              Failure.Kind.MALFORMED,
              select.name() + ", column " + rows.columns().get(column) + ": is NULL");
    };
  }

  private static String[] labels(Rows rows, int row, int... columns) {
    String[] labels = new String[columns.length];
    for (int i = 0; i < columns.length; i++) {
      labels[i] = rows.label(row, columns[i]);
    }
    return labels;
  }

  /** Builds a {@link Query}. */
  public static final class Builder {
    private final Select select;
    private final List<Range> ranges = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private Nulls nulls = Nulls.SKIP;

    private Builder(Select select) {
      this.select = select;
    }

    /** For a product since a version; those that are not named do not get it. */
    public Builder since(String product, String version) {
      ranges.add(new Range(Server.of(product, version), null));
      return this;
    }

    /** For a product's versions from one to before another. */
    public Builder between(String product, String since, String below) {
      ranges.add(new Range(Server.of(product, since), Version.parse(below)));
      return this;
    }

    /** A column that is a family's value. */
    public Builder value(Family family, String column) {
      outputs.add(new Output.Column(family, column));
      return this;
    }

    /** A family whose value is the same in each row, as what only labels say something. */
    public Builder constant(Family family, double value) {
      outputs.add(new Output.Constant(family, value));
      return this;
    }

    /** Columns that are a histogram: cumulative counts by ascending bounds, sum and count. */
    public Builder histogram(
        Family family, List<Double> bounds, List<String> columns, String sum, String count) {
      outputs.add(
          new Output.Buckets(family, List.copyOf(bounds), List.copyOf(columns), sum, count));
      return this;
    }

    /** What NULL becomes; without it, no sample. */
    public Builder nulls(Nulls policy) {
      nulls = policy;
      return this;
    }

    /** The query. */
    public Query build() {
      return new Query(this);
    }
  }
}
