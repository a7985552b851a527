package sonde.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import sonde.config.ConfigException;
import sonde.config.Environment;

/** Configurations out of texts. */
final class Configs {
  private Configs() {}

  static TrafficConfig read(Path directory, String text) throws ConfigException, IOException {
    Path file = Files.writeString(directory.resolve("traffic.yaml"), text);
    return new TrafficConfigSource(Environment.of(Map.of())).file(file);
  }
}
