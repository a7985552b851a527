package sonde.sql;

import java.util.Locale;
import java.util.Set;

/**
 * Tells whether a text is exactly one statement that reads. What it reads into strings and comments
 * is as far as it goes; that nothing is written is the server's to see to, in a transaction that
 * only reads.
 */
final class StatementText {
  private static final Set<String> READING = Set.of("select", "with", "show", "values", "table");

  private final String sql;
  private final Quoting quoting;
  private int at;
  private int end;
  private boolean ended;
  private String first = "";
  private String previous = "";

  private StatementText(String sql, Quoting quoting) {
    this.sql = sql;
    this.quoting = quoting;
  }

  /**
   * The statement without a semicolon at its end.
   *
   * @throws IllegalArgumentException when it is none, several, or one that does not read; the
   *     message is for the user
   */
  static String one(String sql, Quoting quoting) {
    StatementText text = new StatementText(sql, quoting);
    while (text.at < sql.length()) {
      text.next();
    }
    if (text.end == 0) {
      throw new IllegalArgumentException("holds no statement");
    }
    if (!READING.contains(text.first)) {
      throw new IllegalArgumentException(
          "begins with "
              + text.first
              + ": a query begins with select, with, show, values or table");
    }
    return sql.substring(0, text.end).strip();
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (startsComment()) {
      comment();
    } else if (c == ';') {
      ended = end > 0;
      at++;
    } else if (ended) {
      throw new IllegalArgumentException("holds more than one statement");
    } else {
      token(c);
      end = at;
    }
  }

  private boolean startsComment() {
    if (quoting == Quoting.MYSQL) {
      // In MySQL what follows two dashes at once is no comment.
      boolean dashes =
          sql.startsWith("--", at)
              && (at + 2 == sql.length() || Character.isWhitespace(sql.charAt(at + 2)));
      return dashes || sql.charAt(at) == '#' || sql.startsWith("/*", at);
    }
    return sql.startsWith("--", at) || sql.startsWith("/*", at);
  }

  private void comment() {
    if (!sql.startsWith("/*", at)) {
      int feed = sql.indexOf('\n', at);
      at = feed < 0 ? sql.length() : feed + 1;
      return;
    }
    if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
      throw new IllegalArgumentException("holds a comment that the server executes (/*! … */)");
    }
    int depth = 0;
    do {
      if (sql.startsWith("/*", at) && (depth == 0 || quoting == Quoting.POSTGRES)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
    if (depth > 0) {
      throw new IllegalArgumentException("holds a comment that does not end");
    }
  }

  private void token(char c) {
    if (c == '\'' || c == '"' || (c == '`' && quoting == Quoting.MYSQL)) {
      boolean escaped = c != '`' && (quoting == Quoting.MYSQL || (c == '\'' && followsE()));
      quoted(c, escaped);
      previous = "";
    } else if (c == '$' && quoting == Quoting.POSTGRES && dollarQuoted()) {
      previous = "";
    } else if (Character.isLetter(c) || c == '_') {
      word();
    } else {
      at++;
      previous = "";
    }
  }

  /** Whether this is the quote of PostgreSQL's {@code E'…'}. */
  private boolean followsE() {
    return quoting == Quoting.POSTGRES
        && previous.equals("e")
        && Character.toLowerCase(sql.charAt(at - 1)) == 'e';
  }

  private void quoted(char quote, boolean escaped) {
    for (at++; at < sql.length(); at++) {
      char c = sql.charAt(at);
      if (c == '\\' && escaped) {
        at++;
      } else if (c == quote) {
        // A doubled quote begins the next part of the same string.
        at++;
        return;
      }
    }
    throw new IllegalArgumentException("holds a " + quote + " without its end");
  }

  /** PostgreSQL's {@code $tag$ … $tag$}; whether there is one here. */
  private boolean dollarQuoted() {
    int close = at + 1;
    while (close < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(close)) || sql.charAt(close) == '_')) {
      close++;
    }
    if (close >= sql.length()
        || sql.charAt(close) != '$'
        || Character.isDigit(sql.charAt(at + 1))) {
      return false;
    }
    String tag = sql.substring(at, close + 1);
    int over = sql.indexOf(tag, close + 1);
    if (over < 0) {
      throw new IllegalArgumentException("holds a " + tag + " without its end");
    }
    at = over + tag.length();
    return true;
  }

  private void word() {
    int start = at;
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at))
            || sql.charAt(at) == '_'
            || sql.charAt(at) == '$')) {
      at++;
    }
    String word = sql.substring(start, at).toLowerCase(Locale.ROOT);
    if (first.isEmpty()) {
      first = word;
    }
    if (previous.equals("into") && (word.equals("outfile") || word.equals("dumpfile"))) {
      throw new IllegalArgumentException("writes a file (into " + word + ")");
    }
    previous = word;
  }
}
