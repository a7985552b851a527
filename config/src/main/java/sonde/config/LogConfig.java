package sonde.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a program logs and where, as the key {@code log} of its configuration.
 *
 * @param level from when on
 * @param format how a line looks
 * @param file beside the console, a file to write to
 */
public record LogConfig(
    @Default("info") Level level, @Default("text") Format format, @Nullable Path file)
    implements Validated {
  /** From when on to log. */
  public enum Level {
    /** Everything of use to a developer. */
    DEBUG,
    /** Changes of state. */
    INFO,
    /** What may need looking at. */
    WARN,
    /** What does not work. */
    ERROR
  }

  /** How a line of the log looks. */
  public enum Format {
    /** A line of text. */
    TEXT,
    /** A line of JSON. */
    JSON
  }

  @Override
  public void validate(Checks checks) {
    if (file != null && !canBeWritten(file)) {
      checks.problem("file", "cannot be written: " + file);
    }
  }

  private static boolean canBeWritten(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
  }
}
