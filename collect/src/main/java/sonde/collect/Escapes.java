package sonde.collect;

/** The escapes of the text formats: backslash, line feed, and the double quote where it ends. */
final class Escapes {
  private Escapes() {}

  static void labelValue(StringBuilder out, String value) {
    escape(out, value, true);
  }

  /** Help in OpenMetrics, where the double quote is escaped too. */
  static void quotedHelp(StringBuilder out, String help) {
    escape(out, help, true);
  }

  /** Help in the text format. */
  static void help(StringBuilder out, String help) {
    escape(out, help, false);
  }

  private static void escape(StringBuilder out, String text, boolean quotes) {
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (quotes && c == '"')) {
        out.append(text, done, i).append('\\').append(c == '\n' ? 'n' : c);
        done = i + 1;
      }
    }
    out.append(text, done, text.length());
  }
}
