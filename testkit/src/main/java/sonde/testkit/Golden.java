package sonde.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that tests expect as a whole, kept in files below {@code src/test/resources}. A golden file
 * is written only on demand, with {@code -Dgolden.refresh}, to be read and committed by a person; a
 * test whose golden is missing fails.
 */
public final class Golden {
  private final Path directory;
  private final boolean refresh;

  private Golden(Path directory, boolean refresh) {
    this.directory = directory;
    this.refresh = refresh;
  }

  /** The golden files of the module under test. */
  public static Golden files() {
    return files(Path.of("src/test/resources"));
  }

  /** The golden files of another directory, as seen from the module under test. */
  public static Golden files(Path directory) {
    String refresh = System.getProperty("golden.refresh", "false");
    return in(directory, !refresh.equals("false"));
  }

  static Golden in(Path directory, boolean refresh) {
    return new Golden(directory, refresh);
  }

  /** What a golden file holds. */
  public String read(String path) {
    Path file = directory.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new AssertionError(
          "there is no " + file + ": run the test with -Dgolden.refresh, read what it wrote");
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares a text with a golden file, or writes the file when a refresh was asked for. */
  public void assertMatches(String path, String actual) {
    if (refresh) {
      write(directory.resolve(path), actual);
      return;
    }
    String expected = read(path);
    if (!expected.equals(actual)) {
      throw new AssertionError(
          "differs from %s (-Dgolden.refresh writes it anew):%n%s"
              .formatted(directory.resolve(path), LineDifference.of(expected, actual)));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
