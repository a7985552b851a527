package sonde.sql;

import sonde.collect.Request;

/**
 * One statement that gives rows. Equal when it is the same text.
 *
 * @param name a short name for messages
 * @param sql one statement, without a semicolon
 * @param own whether it is a user's: run by itself in a transaction of its own, never joined
 * @param maxRows the most rows that it may give; more is an error
 */
public record Select(String name, String sql, boolean own, int maxRows) implements Request<Rows> {
  private static final int MOST_ROWS = 100_000;

  /** One of ours. */
  public static Select named(String name, String sql) {
    return new Select(name, sql.strip(), false, MOST_ROWS);
  }

  /** A user's own. */
  public static Select own(String name, String sql, int maxRows) {
    return new Select(name, sql, true, maxRows);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Select select && sql.equals(select.sql) && own == select.own;
  }

  @Override
  public int hashCode() {
    return sql.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
