package sonde.redisclient;

import java.nio.charset.StandardCharsets;

/** Text from a server, made harmless for a log line: one line, bounded, nothing invisible. */
final class Printable {
  private static final int LIMIT = 200;

  private Printable() {}

  static String of(byte[] bytes) {
    // A character takes at most four bytes: what lies beyond cannot be printed.
    int length = Math.min(bytes.length, LIMIT * 4);
    String text = of(new String(bytes, 0, length, StandardCharsets.UTF_8));
    return length < bytes.length && !text.endsWith("…") ? text + "…" : text;
  }

  /** At most 200 characters, plus an ellipsis if there were more. */
  static String of(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      String printed = printed(c);
      if (out.length() + printed.length() > LIMIT) {
        return out.append('…').toString();
      }
      out.append(printed);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static String printed(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          switch (Character.getType(c)) {
            // Control and format characters (among them those that reverse text), halves of
            // surrogate pairs, separators of lines, what is not assigned.
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.PRIVATE_USE,
                Character.UNASSIGNED ->
                c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u{%x}", c);
            default -> Character.toString(c);
          };
    };
  }
}
