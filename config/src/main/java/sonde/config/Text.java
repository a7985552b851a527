package sonde.config;

/** Makes text from outside fit for a report of one line a problem. */
final class Text {
  private static final int SHOWN = 60;

  private Text() {}

  /**
   * The text with control characters and line separators escaped, so that nothing forges a line.
   */
  static String oneLine(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  /** The text in quotes, escaped, and cut when it is long. */
  static String quote(String text) {
    return '"' + shorten(text) + '"';
  }

  /** The text escaped, and cut when it is long. */
  static String shorten(String text) {
    if (text.codePointCount(0, text.length()) <= SHOWN) {
      return oneLine(text);
    }
    return oneLine(text.substring(0, text.offsetByCodePoints(0, SHOWN))) + "…";
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (hidden(c)) {
          out.append(String.format("\\u%04x", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
