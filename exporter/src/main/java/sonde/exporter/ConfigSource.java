package sonde.exporter;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.LogConfig;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.config.Suggestion;
import sonde.web.ListenAddress;
import sonde.web.WebServer;

/**
 * Where the configuration comes from: a file or else the environment, with the command line's word
 * before both. Read anew at each reload.
 */
public final class ConfigSource {
  static final String COMMAND_LINE = "command line";

  private final ServeOptions options;
  private final Environment environment;
  private List<String> notes = List.of();

  /** Of a command line and an environment. */
  public ConfigSource(ServeOptions options, Environment environment) {
    this.options = options;
    this.environment = environment;
  }

  /**
   * Reads it.
   *
   * @throws ConfigException with everything that is wrong
   */
  public ExporterConfig read() throws ConfigException {
    Report report = new Report();
    Path file = options.config();
    ExporterConfig config;
    if (file == null) {
      ConfigEnvironment reading = new ConfigEnvironment(environment, report);
      config = reading.read(options);
      notes = reading.notes();
    } else {
      config = new ConfigFile(environment).read(file, report);
      refuse("--namespace", options.namespace(), report);
      refuse("--redis.url", options.redisUrl(), report);
    }
    ExporterConfig merged = config == null ? null : overridden(config, report);
    report.throwIfAny();
    if (merged == null) {
      throw new IllegalStateException("no configuration was read and no problem found");
    }
    return merged;
  }

  /** What was noticed at the last reading: not wrong, but maybe not what was meant. */
  List<String> notes() {
    return notes;
  }

  /** Whether the targets come from a file, so that series say of which target they are. */
  public boolean isFile() {
    return options.config() != null;
  }

  private static void refuse(String option, @Nullable String value, Report report) {
    if (value != null) {
      report.add(
          Problem.of(COMMAND_LINE, option, "goes without --config: the file says this by target"));
    }
  }

  private ExporterConfig overridden(ExporterConfig config, Report report) {
    ExporterConfig.Web web = config.web();
    Path webConfig = options.webConfig();
    if (webConfig != null) {
      WebServer.check(webConfig, report);
    }
    ExporterConfig.Listeners listen = web.listen();
    if (options.listen() != null) {
      ListenAddress address = listenAddress(COMMAND_LINE, "--listen", options.listen(), report);
      if (address != null) {
        listen = new ExporterConfig.Listeners(List.of(ExporterConfig.Listener.all(address)));
      }
    }
    LogConfig log = config.log();
    return new ExporterConfig(
        new ExporterConfig.Web(
            listen,
            webConfig == null ? web.configFile() : new ExporterConfig.WebFile(webConfig),
            web.enableLifecycle(),
            web.openmetrics()),
        new LogConfig(
            choice(
                COMMAND_LINE,
                "--log.level",
                options.logLevel(),
                LogConfig.Level.class,
                log.level(),
                report),
            choice(
                COMMAND_LINE,
                "--log.format",
                options.logFormat(),
                LogConfig.Format.class,
                log.format(),
                report),
            log.file()),
        config.targets(),
        config.limits(),
        config.probe());
  }

  static @Nullable ListenAddress listenAddress(
      String source, String name, String text, Report report) {
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException e) {
      report.add(Problem.of(source, name, String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** One of an enum's words in lower case, or what there is without one. */
  static <E extends Enum<E>> E choice(
      String source,
      String name,
      @Nullable String word,
      Class<E> type,
      E otherwise,
      Report report) {
    if (word == null) {
      return otherwise;
    }
    List<String> allowed =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    int found = allowed.indexOf(word.toLowerCase(Locale.ROOT));
    if (found < 0) {
      report.add(
          Problem.of(
              source,
              name,
              "is one of "
                  + String.join(", ", allowed)
                  + Suggestion.near(word, allowed)
                      .map(near -> "; did you mean " + near + "?")
                      .orElse("")));
      return otherwise;
    }
    return type.getEnumConstants()[found];
  }
}
