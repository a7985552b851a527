package sonde.tally;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import sonde.config.ConfigException;
import sonde.config.Environment;

/** Configurations from texts. */
final class Configs {
  private static final String WEB =
      "web: {listen: '127.0.0.1:0', admin: {listen: '127.0.0.1:0'}}\n";

  private Configs() {}

  /** A whole one. */
  static TallyConfig read(Path directory, String yaml) throws Exception {
    Path file = Files.writeString(Files.createTempFile(directory, "tally", ".yaml"), yaml);
    return new TallyConfigSource(Environment.of(Map.of())).file(file);
  }

  /** Starts a service on free ports, with these keys beside {@code web}. */
  static Tally start(Path directory, String... keys) throws Exception {
    return Tally.start(read(directory, WEB + String.join("\n", keys) + "\n"));
  }

  /** What is refused about a text, without the file's name. */
  static String report(Path directory, String yaml) throws Exception {
    try {
      return "taken: " + read(directory, yaml);
    } catch (ConfigException e) {
      return e.getMessage().replaceAll("(?m)^.*\\.yaml:", "");
    }
  }
}
