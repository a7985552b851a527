package sonde.traffic;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigException;
import sonde.config.ConfigReader;
import sonde.config.Converter;
import sonde.config.Environment;
import sonde.config.Report;

/** Reads the traffic generator's configuration from a file. */
public final class TrafficConfigSource {
  private final ConfigReader reader;

  /** Reads with the variables of an environment. */
  public TrafficConfigSource(Environment environment) {
    this.reader =
        ConfigReader.expanding(environment)
            .with(Address.class, Converter.ofText(Address::parse))
            .with(SizeRange.class, Converter.ofText(SizeRange::parse))
            .with(SourceRange.class, Converter.ofText(SourceRange::parse));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public TrafficConfig file(Path file) throws ConfigException {
    return reader.read(file, TrafficConfig.class);
  }

  /**
   * Reads a file and adds everything that is wrong with it to a report.
   *
   * @return null if there was a problem
   */
  public @Nullable TrafficConfig file(Path file, Report report) {
    return reader.read(file, TrafficConfig.class, report);
  }

  /** Whether a file is meant for the traffic generator, right or wrong as it may be. */
  public static boolean isFor(Path file) {
    Keys keys =
        ConfigReader.literal()
            .with(Keys.class, value -> new Keys(value.map().keySet()))
            .read(file, Keys.class, new Report());
    return keys != null && keys.names.contains("services") && !keys.names.contains("targets");
  }

  /** The keys at the top of a file. */
  private record Keys(Set<String> names) {}
}
