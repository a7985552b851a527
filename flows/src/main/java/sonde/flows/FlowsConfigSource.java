package sonde.flows;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigException;
import sonde.config.ConfigReader;
import sonde.config.Converter;
import sonde.config.Environment;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.web.ListenAddress;

/** Reads the accountant's configuration. */
public final class FlowsConfigSource {
  private final Environment environment;

  /** Reads with the variables of an environment. */
  public FlowsConfigSource(Environment environment) {
    this.environment = environment;
  }

  /**
   * Reads a file for capturing: interfaces and ports must be named.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public FlowsConfig forCapture(Path file) throws ConfigException {
    Report report = new Report();
    FlowsConfig config = forCapture(file, report);
    report.throwIfAny();
    if (config == null) {
      throw new IllegalStateException("refused without a reason: " + file);
    }
    return config;
  }

  /**
   * Reads a file for capturing and adds everything that is wrong with it to a report.
   *
   * @return null if there was a problem
   */
  public @Nullable FlowsConfig forCapture(Path file, Report report) {
    FlowsConfig config = reader().read(file, FlowsConfig.class, report);
    if (config == null) {
      return null;
    }
    boolean whole = true;
    if (config.interfaces().isEmpty()) {
      report.add(Problem.of(file.toString(), "interfaces", "is missing: name some, or [any]"));
      whole = false;
    }
    if (config.ports().isEmpty()) {
      report.add(Problem.of(file.toString(), "ports", "is missing: name the servers' ports"));
      whole = false;
    }
    return whole ? config : null;
  }

  /**
   * Reads a file for accounting a capture file, which needs neither interfaces nor ports.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public FlowsConfig forReading(Path file) throws ConfigException {
    return reader().read(file, FlowsConfig.class);
  }

  /** What holds for a capture file without a configuration: all of its ports, no database. */
  public static FlowsConfig defaults() {
    try {
      return reader(Environment.of(Map.of())).readText("defaults", "{}", FlowsConfig.class);
    } catch (ConfigException e) {
      throw new IllegalStateException("the defaults are wrong", e);
    }
  }

  /** Whether a file is meant for the accountant, right or wrong as it may be. */
  public static boolean isFor(Path file) {
    Keys keys =
        ConfigReader.literal()
            .with(Keys.class, value -> new Keys(value.map().keySet()))
            .read(file, Keys.class, new Report());
    return keys != null && keys.names.contains("interfaces") && !keys.names.contains("targets");
  }

  /** The keys at the top of a file. */
  private record Keys(Set<String> names) {}

  private ConfigReader reader() {
    return reader(environment);
  }

  private static ConfigReader reader(Environment environment) {
    return ConfigReader.expanding(environment)
        .with(ListenAddress.class, Converter.ofText(ListenAddress::parse))
        .with(JdbcTarget.class, Converter.ofText(JdbcTarget::parse));
  }
}
