package sonde.flows;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A database that records can be written to, by its JDBC URL.
 *
 * @param url without user and password
 * @param dialect which SQL it speaks
 */
public record JdbcTarget(String url, Dialect dialect) {
  private static final Pattern CREDENTIALS =
      Pattern.compile("[?&;](user|username|password|pass|pwd)=", Pattern.CASE_INSENSITIVE);
  private static final Pattern USER_INFORMATION = Pattern.compile("//[^/?]*@");

  /** The SQL of a database. */
  public enum Dialect {
    /** SQLite, in a file. */
    SQLITE,
    /** MariaDB and MySQL. */
    MYSQL,
    /** PostgreSQL. */
    POSTGRESQL
  }

  /**
   * Reads {@code jdbc:mariadb://db/traffic}, {@code jdbc:mysql:}, {@code jdbc:postgresql:} or
   * {@code jdbc:sqlite:FILE}.
   *
   * @throws IllegalArgumentException if it is no such URL, or holds credentials; the message does
   *     not repeat it
   */
  public static JdbcTarget parse(String text) {
    if (CREDENTIALS.matcher(text).find() || USER_INFORMATION.matcher(text).find()) {
      throw new IllegalArgumentException(
          "holds credentials: they belong into username and password_file");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("jdbc:sqlite:")) {
      return new JdbcTarget(text, Dialect.SQLITE);
    }
    if (lower.startsWith("jdbc:postgresql:")) {
      return new JdbcTarget(text, Dialect.POSTGRESQL);
    }
    if (lower.startsWith("jdbc:mariadb:")) {
      return new JdbcTarget(text, Dialect.MYSQL);
    }
    if (lower.startsWith("jdbc:mysql:")) {
      // The one driver at hand is MariaDB's, for both servers.
      return new JdbcTarget(
          "jdbc:mariadb:" + text.substring("jdbc:mysql:".length()), Dialect.MYSQL);
    }
    throw new IllegalArgumentException(
        "is no jdbc:sqlite:, jdbc:mariadb:, jdbc:mysql: or jdbc:postgresql: URL");
  }
}
