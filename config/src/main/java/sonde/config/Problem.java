package sonde.config;

/**
 * One thing that is wrong with a configuration, where it stands, and what would be right.
 *
 * @param file the file's name as the user gave it, or a name such as {@code environment}
 * @param line the line, from 1; 0 when the problem concerns no single line
 * @param column the column, from 1; 0 when unknown
 * @param path the value's path, such as {@code targets.cache.password_file}; empty for the whole
 * @param message what is wrong and what is allowed; never contains a secret
 */
public record Problem(String file, int line, int column, String path, String message) {

  /** A problem of something that has no lines, such as an environment variable or an option. */
  public static Problem of(String source, String path, String message) {
    return new Problem(source, 0, 0, path, message);
  }

  /** The report's line: {@code FILE:LINE: PATH: MESSAGE}, without what is not known. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(file);
    if (line > 0) {
      out.append(':').append(line);
    }
    out.append(": ");
    if (!path.isEmpty()) {
      out.append(path).append(": ");
    }
    return Text.oneLine(out.append(message).toString());
  }
}
