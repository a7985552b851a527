package sonde.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a statement's rows, no more of them than it may give. */
final class RowReader {
  private RowReader() {}

  /** An answer that no server calls an error. */
  static final class UnfitException extends SQLException {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
      super(message);
    }
  }

  /** Runs a user's own statement by itself. */
  static Rows ask(Select select, Statement statement) throws SQLException {
    // One more than may be, to see that there are more.
    statement.setMaxRows(select.maxRows() + 1);
    if (!statement.execute(select.sql())) {
      throw new UnfitException("gives no rows");
    }
    return next(select, statement);
  }

  /** The same, with a limit that the server does not know of. */
  static Rows ask(Select select, Statement statement, Duration within) throws SQLException {
    StatementLimit limit = StatementLimit.on(statement, within);
    Rows rows;
    try {
      rows = ask(select, statement);
    } catch (SQLException e) {
      throw limit.end() ? e : limit.exceeded(e);
    }
    limit.end();
    return rows;
  }

  /** The rows of the result that the statement is at. */
  static Rows next(Select select, Statement statement) throws SQLException {
    try (ResultSet result = statement.getResultSet()) {
      ResultSetMetaData meta = result.getMetaData();
      int count = meta.getColumnCount();
      List<String> columns = new ArrayList<>(count);
      for (int i = 1; i <= count; i++) {
        columns.add(meta.getColumnLabel(i).toLowerCase(Locale.ROOT));
      }
      List<@Nullable String[]> rows = new ArrayList<>();
      while (result.next()) {
        if (rows.size() == select.maxRows()) {
          throw new UnfitException(
              "gives more than " + select.maxRows() + " rows; aggregate, or limit them");
        }
        @Nullable String[] row = new @Nullable String[count];
        for (int i = 0; i < count; i++) {
          row[i] = result.getString(i + 1);
        }
        rows.add(row);
      }
      return new Rows(select.name(), columns, rows);
    }
  }
}
