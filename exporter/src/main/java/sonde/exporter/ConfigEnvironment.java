package sonde.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sonde.config.Environment;
import sonde.config.LogConfig;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.web.ListenAddress;

/**
 * Reads the configuration from environment variables and options, as users of other exporters have
 * them set: at most one target of each type, named as the type.
 */
final class ConfigEnvironment {
  private static final String REDIS = PeerVariables.REDIS.prefix();
  private static final List<String> LISTEN =
      List.of(REDIS + "WEB_LISTEN_ADDRESS", PeerVariables.POSTGRES.prefix() + "WEB_LISTEN_ADDRESS");

  /** The words of redis_exporter's logging library for which there is another word here. */
  private static final Map<String, String> LEVELS =
      Map.of("warning", "warn", "trace", "debug", "fatal", "error", "panic", "error");

  /** What could be set, for whoever has set nothing. */
  static final String NOTHING_SET =
      "there is nothing to export: set REDIS_ADDR (redis://host:6379) with REDIS_USER and"
          + " REDIS_PASSWORD or REDIS_PASSWORD_FILE; DATA_SOURCE_URI (host:5432/postgres) with"
          + " DATA_SOURCE_USER and DATA_SOURCE_PASS or DATA_SOURCE_PASS_FILE;"
          + " MYSQLD_EXPORTER_ADDRESS (host:3306) with MYSQLD_EXPORTER_USER and"
          + " MYSQLD_EXPORTER_PASSWORD, or write ~/.my.cnf; give --redis.url; or name a file by"
          + " --config";

  private final Variables variables;
  private final Report report;

  ConfigEnvironment(Environment environment, Report report) {
    this.variables = new Variables(environment, report);
    this.report = report;
  }

  @Nullable ExporterConfig read(ServeOptions options) {
    List<EnvironmentTarget> set = targets(options);
    if (set.isEmpty()) {
      report.add(Problem.of(Variables.SOURCE, "", NOTHING_SET));
      return null;
    }
    noteOf(PeerVariables.REDIS, options.webConfig() != null);
    noteOf(PeerVariables.POSTGRES, options.webConfig() != null);
    if (set.size() > 1 && options.namespace() != null) {
      report.add(
          Problem.of(
              ConfigSource.COMMAND_LINE,
              "--namespace",
              "says nothing of which target it is for, when there are "
                  + String.join(", ", set.stream().map(EnvironmentTarget::name).toList())
                  + ": give each its namespace in a file"));
    }
    Map<String, TargetConfig> targets = new LinkedHashMap<>();
    for (EnvironmentTarget one : set) {
      TargetConfig target = one.read(options.namespace());
      if (target != null) {
        targets.put(one.name(), target);
      }
    }
    ListenAddress address = listenAddress();
    LogConfig log = log();
    if (targets.size() < set.size() || address == null) {
      return null;
    }
    return new ExporterConfig(
        new ExporterConfig.Web(
            new ExporterConfig.Listeners(List.of(ExporterConfig.Listener.all(address))),
            null,
            false,
            false),
        log,
        Map.copyOf(targets),
        new ExporterConfig.Limits(64, Duration.ofSeconds(10), Duration.ofMillis(250)),
        ProbeAllow.NOTHING);
  }

  /** Those that are set. */
  private List<EnvironmentTarget> targets(ServeOptions options) {
    List<EnvironmentTarget> set = new ArrayList<>();
    for (EnvironmentTarget one :
        List.of(
            new RedisEnvironment(variables, options.redisUrl()),
            new PostgresEnvironment(variables),
            new MySqlEnvironment(variables))) {
      if (one.isSet()) {
        set.add(one);
      }
    }
    MySqlEnvironment ofHome = set.isEmpty() ? MySqlEnvironment.ofHome(variables) : null;
    return ofHome == null ? set : List.of(ofHome);
  }

  /** What is not wrong, but may not do what was meant. */
  List<String> notes() {
    return variables.notes();
  }

  private @Nullable ListenAddress listenAddress() {
    variables.noteUnread(LISTEN.getLast(), LISTEN.getFirst());
    for (String name : LISTEN) {
      String listen = variables.text(name);
      if (listen != null) {
        return ConfigSource.listenAddress(Variables.SOURCE, name, listen, report);
      }
    }
    return new ListenAddress("0.0.0.0", ExporterConfig.DEFAULT_PORT);
  }

  private LogConfig log() {
    String word = variables.text(REDIS + "LOG_LEVEL");
    String format = variables.text(REDIS + "LOG_FORMAT");
    LogConfig.Level level =
        ConfigSource.choice(
            Variables.SOURCE,
            REDIS + "LOG_LEVEL",
            word == null ? null : LEVELS.getOrDefault(word.toLowerCase(Locale.ROOT), word),
            LogConfig.Level.class,
            LogConfig.Level.INFO,
            report);
    return new LogConfig(
        variables.isTrue(REDIS + "DEBUG") ? LogConfig.Level.DEBUG : level,
        ConfigSource.choice(
            Variables.SOURCE,
            REDIS + "LOG_FORMAT",
            // The peer calls its text format txt.
            "txt".equals(format) ? "text" : format,
            LogConfig.Format.class,
            LogConfig.Format.TEXT,
            report),
        null);
  }

  /** What a peer would do and Sonde does not: said, or refused where it protects something. */
  private void noteOf(PeerVariables peer, boolean hasWebFile) {
    for (String name : peer.withoutEquivalent()) {
      String value = variables.text(name);
      boolean followed =
          name.equals(PeerVariables.CONFIG_COMMAND)
              && PeerVariables.CONFIG_COMMAND_OFF.equals(value);
      if (value != null && !followed && !peer.isDefault(name, value)) {
        variables.note(name + " has no equivalent here and changes nothing");
      }
    }
    peer.protecting()
        .forEach(
            (name, key) -> {
              if (variables.text(name) != null && !hasWebFile) {
                variables.problem(
                    name,
                    "protects what is served, which is "
                        + key
                        + " in the file that --web.config.file names here (exporter-toolkit's"
                        + " format)");
              }
            });
  }
}
