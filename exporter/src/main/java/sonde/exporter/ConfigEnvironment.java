package sonde.exporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import sonde.config.Environment;
import sonde.config.Problem;
import sonde.config.Report;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisTls;
import sonde.web.ListenAddress;

/**
 * Reads the configuration from environment variables and options, as redis_exporter's users have
 * them set: one target named {@code redis}.
 */
final class ConfigEnvironment {
  private static final String SOURCE = "environment";
  private static final String PEER = PeerVariables.PREFIX;

  /** The words of the peer's logging library for which there is another word here. */
  private static final Map<String, String> LEVELS =
      Map.of("warning", "warn", "trace", "debug", "fatal", "error", "panic", "error");

  private static final String CONFIG_COMMAND = PEER + "CONFIG_COMMAND";
  private static final String CONFIG_COMMAND_OFF = "-";

  /** What could be set, for whoever has set nothing. */
  static final String NOTHING_SET =
      "there is nothing to export: set REDIS_ADDR (redis://host:6379) with REDIS_USER and"
          + " REDIS_PASSWORD or REDIS_PASSWORD_FILE, give --redis.url, or name a file by --config";

  private final Environment environment;
  private final Report report;
  private final List<String> notes = new ArrayList<>();

  ConfigEnvironment(Environment environment, Report report) {
    this.environment = environment;
    this.report = report;
  }

  @Nullable ExporterConfig read(ServeOptions options) {
    String url = first(options.redisUrl(), variable("REDIS_ADDR"), variable("REDIS_URL"));
    if (url == null) {
      report.add(Problem.of(SOURCE, "", NOTHING_SET));
      return null;
    }
    notePeersVariables(options.webConfig() != null);
    TargetConfig redis = redis(url, options);
    String listen = variable(PEER + "WEB_LISTEN_ADDRESS");
    ListenAddress address =
        listen == null
            ? new ListenAddress("0.0.0.0", ExporterConfig.DEFAULT_PORT)
            : ConfigSource.listenAddress(SOURCE, PEER + "WEB_LISTEN_ADDRESS", listen, report);
    ExporterConfig.Log log = log();
    if (redis == null || address == null) {
      return null;
    }
    return new ExporterConfig(
        new ExporterConfig.Web(
            new ExporterConfig.Listeners(List.of(ExporterConfig.Listener.all(address))),
            null,
            false,
            false),
        log,
        Map.of("redis", redis),
        new ExporterConfig.Limits(64, Duration.ofSeconds(10), Duration.ofMillis(250)),
        ProbeAllow.NOTHING);
  }

  /** What is not wrong, but may not do what was meant. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  private ExporterConfig.Log log() {
    String word = variable(PEER + "LOG_LEVEL");
    String format = variable(PEER + "LOG_FORMAT");
    ExporterConfig.Level level =
        ConfigSource.choice(
            SOURCE,
            PEER + "LOG_LEVEL",
            word == null ? null : LEVELS.getOrDefault(word.toLowerCase(Locale.ROOT), word),
            ExporterConfig.Level.class,
            ExporterConfig.Level.INFO,
            report);
    return new ExporterConfig.Log(
        isTrue(PEER + "DEBUG") ? ExporterConfig.Level.DEBUG : level,
        ConfigSource.choice(
            SOURCE,
            PEER + "LOG_FORMAT",
            // The peer calls its text format txt.
            "txt".equals(format) ? "text" : format,
            ExporterConfig.LogFormat.class,
            ExporterConfig.LogFormat.TEXT,
            report),
        null);
  }

  /** What the peer would do and Sonde does not: said, or refused where it protects something. */
  private void notePeersVariables(boolean hasWebFile) {
    for (String name : PeerVariables.withoutEquivalent()) {
      String value = variable(name);
      boolean followed = name.equals(CONFIG_COMMAND) && CONFIG_COMMAND_OFF.equals(value);
      if (value != null && !followed && !PeerVariables.isDefault(name, value)) {
        notes.add(name + " has no equivalent here and changes nothing");
      }
    }
    PeerVariables.protecting()
        .forEach(
            (name, key) -> {
              if (variable(name) != null && !hasWebFile) {
                report.add(
                    Problem.of(
                        SOURCE,
                        name,
                        "protects what is served, which is "
                            + key
                            + " in the file that --web.config.file names here (exporter-toolkit's"
                            + " format)"));
              }
            });
  }

  private @Nullable TargetConfig redis(String url, ServeOptions options) {
    RedisAddress address = address(url, options.redisUrl() != null);
    Namespace namespace = namespace(options);
    RedisTls tls = tls();
    String password = variable("REDIS_PASSWORD");
    Path passwordFile = password == null ? file("REDIS_PASSWORD_FILE") : null;
    boolean roleLabel = isTrue(PEER + "APPEND_INSTANCE_ROLE_LABEL");
    Map<String, CollectorConfig> collectors = collectors();
    if (password != null && variable("REDIS_PASSWORD_FILE") != null) {
      notes.add("REDIS_PASSWORD_FILE is not read: REDIS_PASSWORD is set");
    }
    if (address == null) {
      return null;
    }
    String user = variable("REDIS_USER");
    SecretSource secret =
        passwordFile != null
            ? SecretSource.file(passwordFile, entries(url, address, user))
            : password == null ? null : SecretSource.fixed(Secret.of(password));
    return new RedisTarget(
        address, user, secret, tls, namespace.name(), roleLabel, Map.of(), collectors);
  }

  private @Nullable RedisAddress address(String url, boolean isOption) {
    try {
      return RedisAddress.parse(url);
    } catch (IllegalArgumentException e) {
      String why =
          url.indexOf('@') >= 0
              ? "has user information (user:password@): set REDIS_USER, and REDIS_PASSWORD or"
                  + " REDIS_PASSWORD_FILE, instead"
              : String.valueOf(e.getMessage());
      report.add(
          isOption
              ? Problem.of(ConfigSource.COMMAND_LINE, "--redis.url", why)
              : Problem.of(SOURCE, "REDIS_ADDR", why));
      return null;
    }
  }

  private Namespace namespace(ServeOptions options) {
    String option = options.namespace();
    String name = option == null ? variable(PEER + "NAMESPACE") : option;
    try {
      return new Namespace(name == null ? RedisTarget.DEFAULT_NAMESPACE : name);
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      report.add(
          option == null
              ? Problem.of(SOURCE, PEER + "NAMESPACE", why)
              : Problem.of(ConfigSource.COMMAND_LINE, "--namespace", why));
      return new Namespace(RedisTarget.DEFAULT_NAMESPACE);
    }
  }

  private RedisTls tls() {
    Path ca = file(PEER + "TLS_CA_CERT_FILE");
    Path certificate = file(PEER + "TLS_CLIENT_CERT_FILE");
    Path key = file(PEER + "TLS_CLIENT_KEY_FILE");
    boolean skip = isTrue(PEER + "SKIP_TLS_VERIFICATION");
    boolean alone =
        (variable(PEER + "TLS_CLIENT_CERT_FILE") == null)
            != (variable(PEER + "TLS_CLIENT_KEY_FILE") == null);
    if (alone) {
      report.add(
          Problem.of(
              SOURCE,
              PEER + "TLS_CLIENT_CERT_FILE",
              "belongs together with " + PEER + "TLS_CLIENT_KEY_FILE: set both"));
    }
    boolean both = certificate != null && key != null;
    return new RedisTls(
        ca, both ? certificate : null, both ? key : null, variable(PEER + "TLS_SERVER_NAME"), skip);
  }

  private Map<String, CollectorConfig> collectors() {
    Map<String, CollectorConfig> named = new LinkedHashMap<>();
    if (isTrue(PEER + "EXCLUDE_LATENCY_HISTOGRAM_METRICS")) {
      named.put("latency", CollectorConfig.OFF);
      named.put("latency_histogram", CollectorConfig.OFF);
    }
    if (CONFIG_COMMAND_OFF.equals(variable(CONFIG_COMMAND))) {
      named.put("config", CollectorConfig.OFF);
    }
    return Map.copyOf(named);
  }

  /** The names under which the peer's JSON map may have the password, the best first. */
  private static List<String> entries(String url, RedisAddress address, @Nullable String user) {
    // The peer looks for the address as it was given; the map may also have it in full.
    String given = url.contains("://") ? url : "redis://" + url;
    Set<String> entries = new LinkedHashSet<>();
    if (user != null) {
      String withUser = Matcher.quoteReplacement("://" + user + "@");
      entries.add(given.replaceFirst("://", withUser));
      entries.add(address.toString().replaceFirst("://", withUser));
    }
    entries.add(given);
    entries.add(address.toString());
    return List.copyOf(entries);
  }

  private @Nullable Path file(String name) {
    String text = variable(name);
    if (text == null) {
      return null;
    }
    Path path = Path.of(text);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      report.add(Problem.of(SOURCE, name, "no file that can be read: " + path));
      return null;
    }
    return path;
  }

  /** By the words that Go, and so the peer, takes. */
  private boolean isTrue(String name) {
    String value = variable(name);
    if (value == null) {
      return false;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "t", "1" -> true;
      case "false", "f", "0" -> false;
      default -> {
        report.add(Problem.of(SOURCE, name, "is true or false"));
        yield false;
      }
    };
  }

  /** A variable's value; null when it is not set or empty. */
  private @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static @Nullable String first(@Nullable String... values) {
    for (String value : values) {
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
