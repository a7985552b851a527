package sonde.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import sonde.collect.Decimal;
import sonde.collect.FailedException;
import sonde.collect.Failure;

/** The answer to a statement: rows of texts as the server prints them. */
public final class Rows {
  private static final int SHOWN = 40;

  private final String query;
  private final List<String> columns;
  private final List<@Nullable String[]> rows;

  /**
   * Rows.
   *
   * @param query the name of the query, for messages
   * @param columns the columns' names, in lower case
   * @param rows a text a column; null for NULL
   */
  public Rows(String query, List<String> columns, List<@Nullable String[]> rows) {
    this.query = query;
    this.columns = List.copyOf(columns);
    this.rows = rows;
  }

  /** How many there are. */
  public int size() {
    return rows.size();
  }

  /** The columns' names, in lower case. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Where a column stands.
   *
   * @throws FailedException when there is no such column
   */
  public int column(String name) throws FailedException {
    int index = columns.indexOf(name.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new FailedException(
          Failure.Kind.MALFORMED,
          query + " has no column " + name + ", only " + String.join(", ", columns));
    }
    return index;
  }

  /** Whether there is such a column. */
  public boolean has(String name) {
    return columns.contains(name.toLowerCase(Locale.ROOT));
  }

  /** A cell's text; null for NULL. */
  public @Nullable String text(int row, int column) {
    return rows.get(row)[column];
  }

  /** A cell's text, empty for NULL, as labels have it. */
  public String label(int row, int column) {
    String text = text(row, column);
    return text == null ? "" : text;
  }

  /**
   * A cell's number, a truth value's 1 or 0; empty for NULL.
   *
   * @throws FailedException when it is neither
   */
  public OptionalDouble number(int row, int column) throws FailedException {
    String text = text(row, column);
    if (text == null) {
      return OptionalDouble.empty();
    }
    OptionalDouble number = Decimal.read(text);
    if (number.isPresent()) {
      return number;
    }
    return switch (text) {
      case "t", "true" -> OptionalDouble.of(1);
      case "f", "false" -> OptionalDouble.of(0);
      default ->
          throw new FailedException(
              Failure.Kind.MALFORMED,
              query + ", column " + columns.get(column) + ": not a number: " + shown(text));
    };
  }

  private static String shown(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + '…' : text;
    return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
  }

  @Override
  public String toString() {
    StringBuilder all = new StringBuilder(String.join(" | ", columns));
    rows.forEach(row -> all.append('\n').append(Arrays.toString(row)));
    return all.toString();
  }
}
