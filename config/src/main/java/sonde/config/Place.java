package sonde.config;

/**
 * Where a value stands.
 *
 * @param path the keys that lead to it, such as {@code targets.cache.listen[0]}; empty for the root
 * @param line from 1; 0 if it has none
 * @param column from 1; 0 if it has none
 */
record Place(String path, int line, int column) {

  Place key(String key, int keyLine, int keyColumn) {
    return new Place(join(key), keyLine, keyColumn);
  }

  /** The place of a key that is not there: that of what should hold it. */
  Place missing(String key) {
    return new Place(join(key), line, column);
  }

  Place item(int index, int itemLine, int itemColumn) {
    return new Place(path + '[' + index + ']', itemLine, itemColumn);
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
