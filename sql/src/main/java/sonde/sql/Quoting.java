package sonde.sql;

/** How a server reads strings and comments. */
public enum Quoting {
  /** Standard SQL. */
  STANDARD,
  /** With dollar quotes, nested comments, and backslashes in {@code E'…'}. */
  POSTGRES,
  /** With backslashes in all strings, backquotes, and comments that start with {@code #}. */
  MYSQL
}
