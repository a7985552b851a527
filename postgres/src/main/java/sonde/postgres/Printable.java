package sonde.postgres;

/** Text from outside, made harmless for a log line: one line, bounded, nothing invisible. */
final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  static String of(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c ->
                clean.appendCodePoint(
                    switch (Character.getType(c)) {
                      case Character.CONTROL,
                          Character.FORMAT,
                          Character.SURROGATE,
                          Character.LINE_SEPARATOR,
                          Character.PARAGRAPH_SEPARATOR,
                          Character.PRIVATE_USE,
                          Character.UNASSIGNED ->
                          '?';
                      default -> c;
                    }));
    return text.codePointCount(0, text.length()) > LONGEST
        ? clean.append('…').toString()
        : clean.toString();
  }
}
