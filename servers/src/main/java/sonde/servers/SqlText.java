package sonde.servers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Results of SQL as text. */
final class SqlText {
  private SqlText() {}

  /** Of a statement that was just executed, and may have given several. */
  static String lastResult(Statement statement, boolean first) throws SQLException {
    String last = "";
    boolean isResult = first;
    while (isResult || statement.getUpdateCount() != -1) {
      if (isResult) {
        try (ResultSet rows = statement.getResultSet()) {
          last = text(rows);
        }
      }
      isResult = statement.getMoreResults();
    }
    return last;
  }

  private static String text(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    List<String> lines = new ArrayList<>();
    while (rows.next()) {
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        String value = rows.getString(i);
        values.add(value == null ? "NULL" : value);
      }
      lines.add(String.join("\t", values));
    }
    return String.join("\n", lines);
  }
}
