package sonde.exporter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final String PEER = "REDIS_EXPORTER_";

  /** What could be set, for whoever has set nothing. */
  static final String NOTHING_SET =
      "there is nothing to export: set REDIS_ADDR (redis://host:6379) with REDIS_USER and"
          + " REDIS_PASSWORD or REDIS_PASSWORD_FILE, give --redis.url, or name a file by --config";

  private final Environment environment;
  private final Report report;

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
    TargetConfig redis = redis(url, first(options.namespace(), variable(PEER + "NAMESPACE")));
    String listen = variable(PEER + "WEB_LISTEN_ADDRESS");
    ListenAddress address =
        listen == null
            ? new ListenAddress("0.0.0.0", ExporterConfig.DEFAULT_PORT)
            : ConfigSource.listenAddress(SOURCE, PEER + "WEB_LISTEN_ADDRESS", listen, report);
    ExporterConfig.Level level =
        ConfigSource.choice(
            SOURCE,
            PEER + "LOG_LEVEL",
            variable(PEER + "LOG_LEVEL"),
            ExporterConfig.Level.class,
            isTrue(PEER + "DEBUG") ? ExporterConfig.Level.DEBUG : ExporterConfig.Level.INFO,
            report);
    String format = variable(PEER + "LOG_FORMAT");
    if (redis == null || address == null) {
      return null;
    }
    return new ExporterConfig(
        new ExporterConfig.Web(
            new ExporterConfig.Listeners(List.of(ExporterConfig.Listener.all(address))),
            null,
            false,
            false),
        new ExporterConfig.Log(
            level,
            // The peer calls its text format txt.
            "json".equals(format) ? ExporterConfig.LogFormat.JSON : ExporterConfig.LogFormat.TEXT,
            null),
        Map.of("redis", redis),
        new ExporterConfig.Limits(64, Duration.ofSeconds(10), Duration.ofMillis(250)));
  }

  private @Nullable TargetConfig redis(String url, @Nullable String namespace) {
    RedisAddress address = null;
    Namespace prefix = new Namespace(RedisTarget.DEFAULT_NAMESPACE);
    RedisTls tls = RedisTls.DEFAULT;
    try {
      address = RedisAddress.parse(url);
    } catch (IllegalArgumentException e) {
      report.add(Problem.of(SOURCE, "REDIS_ADDR", String.valueOf(e.getMessage())));
    }
    try {
      prefix = namespace == null ? prefix : new Namespace(namespace);
    } catch (IllegalArgumentException e) {
      report.add(Problem.of(SOURCE, PEER + "NAMESPACE", String.valueOf(e.getMessage())));
    }
    try {
      tls =
          new RedisTls(
              file(PEER + "TLS_CA_CERT_FILE"),
              file(PEER + "TLS_CLIENT_CERT_FILE"),
              file(PEER + "TLS_CLIENT_KEY_FILE"),
              variable(PEER + "TLS_SERVER_NAME"),
              isTrue(PEER + "SKIP_TLS_VERIFICATION"));
    } catch (IllegalArgumentException e) {
      report.add(Problem.of(SOURCE, PEER + "TLS_CLIENT_CERT_FILE", String.valueOf(e.getMessage())));
    }
    if (address == null) {
      return null;
    }
    String user = variable("REDIS_USER");
    return new RedisTarget(
        address,
        user,
        password(address, user),
        tls,
        prefix.name(),
        isTrue(PEER + "APPEND_INSTANCE_ROLE_LABEL"),
        Map.of(),
        collectors());
  }

  private Map<String, CollectorConfig> collectors() {
    Map<String, CollectorConfig> named = new LinkedHashMap<>();
    if (isTrue(PEER + "EXCLUDE_LATENCY_HISTOGRAM_METRICS")) {
      named.put("latency", CollectorConfig.OFF);
      named.put("latency_histogram", CollectorConfig.OFF);
    }
    if ("-".equals(variable(PEER + "CONFIG_COMMAND"))) {
      named.put("config", CollectorConfig.OFF);
    }
    return Map.copyOf(named);
  }

  /** The password, or the file of one, or of the peer's JSON map from addresses to passwords. */
  private @Nullable SecretSource password(RedisAddress address, @Nullable String user) {
    Path file = file("REDIS_PASSWORD_FILE");
    if (file != null) {
      List<String> entries = new ArrayList<>();
      if (user != null) {
        entries.add(address.toString().replaceFirst("://", "://" + user + "@"));
      }
      entries.add(address.toString());
      return SecretSource.file(file, entries);
    }
    String password = variable("REDIS_PASSWORD");
    return password == null ? null : SecretSource.fixed(Secret.of(password));
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

  private boolean isTrue(String name) {
    String value = variable(name);
    if (value == null || value.equalsIgnoreCase("false") || value.equals("0")) {
      return false;
    }
    if (value.equalsIgnoreCase("true") || value.equals("1")) {
      return true;
    }
    report.add(Problem.of(SOURCE, name, "is true or false"));
    return false;
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
