package sonde.config;

/**
 * Where a value stands. Lines and columns start at 1, and are 0 where there are none.
 *
 * @param path the keys that lead to it, such as {@code targets.cache.listen[0]}; empty for the root
 * @param line where to show the value: where it starts, of a list or map where its key does
 * @param column likewise
 * @param keyLine where its key starts, or the value itself if it has none
 * @param keyColumn likewise
 */
record Place(String path, int line, int column, int keyLine, int keyColumn) {
  static final Place ROOT = new Place("", 1, 1, 1, 1);

  Place key(String key, int atLine, int atColumn) {
    return new Place(join(key), atLine, atColumn, atLine, atColumn);
  }

  /** The place of a key that is not there: that of what should hold it. */
  Place missing(String key) {
    return key(key, line, column);
  }

  Place item(int index, int atLine, int atColumn) {
    return new Place(path + '[' + index + ']', atLine, atColumn, atLine, atColumn);
  }

  /** The same value, which does not start where its key does. */
  Place value(int atLine, int atColumn) {
    return new Place(path, atLine, atColumn, keyLine, keyColumn);
  }

  /** The value's key. */
  Place ofKey() {
    return new Place(path, keyLine, keyColumn, keyLine, keyColumn);
  }

  private String join(String key) {
    boolean plain = !key.isEmpty() && key.chars().noneMatch(Place::ambiguous);
    String shown = plain ? Text.shorten(key) : Text.quote(key);
    return path.isEmpty() ? shown : path + '.' + shown;
  }

  private static boolean ambiguous(int c) {
    return c == '.' || c == ':' || c == '[' || c == '"' || Character.isWhitespace(c);
  }
}
