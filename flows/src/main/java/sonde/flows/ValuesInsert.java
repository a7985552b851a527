package sonde.flows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** INSERTs of many rows in one statement, which is what servers take fastest. */
final class ValuesInsert implements AutoCloseable {
  /** Some 150 KB, which fits into the smallest packet that a server may be set to take. */
  private static final int ROWS = 1000;

  private final Statement statement;
  private final RecordText rows = new RecordText();
  private final String head;
  private final String tail;
  private int count;

  /**
   * Begins with nothing.
   *
   * @param head up to VALUES
   * @param tail behind the rows
   */
  ValuesInsert(Connection connection, String head, String tail) throws SQLException {
    this.statement = connection.createStatement();
    this.head = head;
    this.tail = tail;
  }

  void add(int spool, long number, FlowRecord record) throws SQLException {
    begin();
    rows.row(spool, number, record);
    end();
  }

  void add(HostSums.Sum sum) throws SQLException {
    begin();
    rows.row(sum);
    end();
  }

  private void begin() {
    rows.text().append(count == 0 ? head : ",");
  }

  private void end() throws SQLException {
    count++;
    if (count == ROWS) {
      flush();
    }
  }

  /** Sends what is left. */
  void flush() throws SQLException {
    if (count > 0) {
      rows.text().append(' ').append(tail);
      statement.executeUpdate(rows.text().toString());
      rows.text().setLength(0);
      count = 0;
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
