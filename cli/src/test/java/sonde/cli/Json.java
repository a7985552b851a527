package sonde.cli;

import java.util.regex.Pattern;

/** Tells JSON from what is not, by RFC 8259. */
final class Json {
  private static final Pattern STRING =
      Pattern.compile("\"([^\"\\\\\\x00-\\x1f]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"");
  private static final Pattern WORD =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null");
  private static final Pattern OBJECT = Pattern.compile("\\{(V:V(,V:V)*)?}|\\[(V(,V)*)?]");

  private Json() {}

  /** Whether a text is one JSON object: innermost values are folded until one is left. */
  static boolean isObject(String text) {
    String rest = STRING.matcher(text).replaceAll("V").replaceAll("\\s", "");
    rest = WORD.matcher(rest).replaceAll("V");
    while (OBJECT.matcher(rest).find() && !OBJECT.matcher(rest).matches()) {
      rest = OBJECT.matcher(rest).replaceAll("V");
    }
    return rest.startsWith("{") && OBJECT.matcher(rest).matches();
  }
}
