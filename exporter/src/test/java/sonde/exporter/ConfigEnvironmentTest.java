package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.LogConfig;
import sonde.config.SecretSource;
import sonde.redisclient.RedisTls;
import sonde.servers.RedisServer;
import sonde.testkit.Logs;
import sonde.web.ListenAddress;

/** Everything that can be set in the environment. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the server.
class ConfigEnvironmentTest {
  @TempDir static Path directory;
  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.builder().password("hunter2").user("sonde on >hunter3 ~* +@all").start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static ExporterConfig read(String... variables) throws ConfigException {
    return source(variables).read();
  }

  private static ConfigSource source(String... variables) {
    return new ConfigSource(ServeOptions.NONE, Environment.of(map(variables)));
  }

  private static Map<String, String> map(String... variables) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      map.put(variables[i], variables[i + 1]);
    }
    return map;
  }

  private static RedisTarget target(String... variables) throws ConfigException {
    RedisTarget target = (RedisTarget) read(variables).targets().get("redis");
    assertNotNull(target);
    return target;
  }

  private static String report(String... variables) {
    ConfigException refused = assertThrows(ConfigException.class, () -> read(variables));
    return refused.getMessage();
  }

  private static List<String> notes(String... variables) throws ConfigException {
    ConfigSource source = source(variables);
    ExporterConfig config = source.read();
    assertFalse(config.targets().isEmpty());
    return source.notes();
  }

  @Test
  void nothingSetSaysWhatCouldBe() {
    String said = "environment: " + ConfigEnvironment.NOTHING_SET;
    assertEquals(said, report());
    assertEquals(
        said,
        report(
            "REDIS_PASSWORD", "hunter2",
            "REDIS_USER", "sonde",
            "REDIS_ADDR", "",
            "DATA_SOURCE_USER", "sonde",
            "DATA_SOURCE_PASS_FILE", "nope",
            "MYSQLD_EXPORTER_PASSWORD", "hunter2",
            "MYSQLD_EXPORTER_USER", "sonde"),
        "what only completes an address makes no target");
  }

  @Test
  void anAddressIsEnough() throws Exception {
    ExporterConfig config = read("REDIS_ADDR", "cache:7000");
    assertEquals(List.of("redis"), List.copyOf(config.targets().keySet()));
    assertEquals("cache:7000", target("REDIS_ADDR", "cache:7000").node());
    assertEquals("cache:6379", target("REDIS_URL", "rediss://cache").node());
    assertEquals("a:6379", target("REDIS_ADDR", "a", "REDIS_URL", "b").node());
    assertEquals(
        List.of(ExporterConfig.Listener.all(new ListenAddress("0.0.0.0", 10600))),
        config.web().listen().all());
  }

  @Test
  void optionsGoBeforeVariables() throws Exception {
    ExporterConfig config =
        new ConfigSource(
                new ServeOptions(null, ":1", "ns", "redis://b", null, "error", "text"),
                Environment.of(
                    map(
                        "REDIS_ADDR", "a",
                        "REDIS_EXPORTER_NAMESPACE", "other",
                        "REDIS_EXPORTER_LOG_LEVEL", "info",
                        "REDIS_EXPORTER_LOG_FORMAT", "json",
                        "REDIS_EXPORTER_WEB_LISTEN_ADDRESS", ":2")))
            .read();
    TargetConfig redis = config.targets().get("redis");
    assertNotNull(redis);
    assertEquals("b:6379", redis.node());
    assertEquals("ns", redis.namespace());
    assertEquals(1, config.web().listen().all().getFirst().address().port());
    assertEquals(LogConfig.Level.ERROR, config.log().level());
    assertEquals(LogConfig.Format.TEXT, config.log().format());
  }

  @Test
  void whatThePeersVariablesSayIsDone() throws Exception {
    Path file = Files.createTempFile(directory, "tls", ".pem");
    ExporterConfig config =
        read(
            "REDIS_ADDR", "rediss://h",
            "REDIS_EXPORTER_WEB_LISTEN_ADDRESS", "127.0.0.1:9121",
            "REDIS_EXPORTER_LOG_FORMAT", "json",
            "REDIS_EXPORTER_NAMESPACE", "braze_redis",
            "REDIS_EXPORTER_APPEND_INSTANCE_ROLE_LABEL", "true",
            "REDIS_EXPORTER_EXCLUDE_LATENCY_HISTOGRAM_METRICS", "1",
            "REDIS_EXPORTER_CONFIG_COMMAND", "-",
            "REDIS_EXPORTER_TLS_CA_CERT_FILE", file.toString(),
            "REDIS_EXPORTER_TLS_CLIENT_CERT_FILE", file.toString(),
            "REDIS_EXPORTER_TLS_CLIENT_KEY_FILE", file.toString(),
            "REDIS_EXPORTER_TLS_SERVER_NAME", "cache",
            "REDIS_EXPORTER_SKIP_TLS_VERIFICATION", "T");
    assertEquals(
        new ListenAddress("127.0.0.1", 9121), config.web().listen().all().getFirst().address());
    assertEquals(LogConfig.Format.JSON, config.log().format());
    RedisTarget target = (RedisTarget) config.targets().get("redis");
    assertNotNull(target);
    assertEquals("braze_redis", target.namespace());
    assertTrue(target.instanceRoleLabel());
    assertEquals(new RedisTls(file, file, file, "cache", true), target.tls());
    assertEquals(
        Map.of(
            "latency", CollectorConfig.OFF,
            "latency_histogram", CollectorConfig.OFF,
            "config", CollectorConfig.OFF),
        target.collectors());
  }

  @ParameterizedTest
  @CsvSource({
    "INFO, false, INFO",
    "warning, false, WARN",
    "TRACE, 0, DEBUG",
    "fatal, f, ERROR",
    "error, true, DEBUG",
    "'', true, DEBUG",
    "'', '', INFO"
  })
  void thePeersLevels(String level, String debug, LogConfig.Level meant) throws Exception {
    ExporterConfig config =
        read(
            "REDIS_ADDR",
            "h",
            "REDIS_EXPORTER_LOG_LEVEL",
            level,
            "REDIS_EXPORTER_DEBUG",
            debug,
            "REDIS_EXPORTER_LOG_FORMAT",
            "txt");
    assertEquals(meant, config.log().level());
    assertEquals(LogConfig.Format.TEXT, config.log().format());
  }

  @Test
  void everythingThatIsWrongStandsInOneReport() {
    assertEquals(
        """
        environment: REDIS_EXPORTER_BASIC_AUTH_PASSWORD: protects what is served, which is basic_auth_users in the file that --web.config.file names here (exporter-toolkit's format)
        environment: REDIS_EXPORTER_TLS_SERVER_CERT_FILE: protects what is served, which is tls_server_config in the file that --web.config.file names here (exporter-toolkit's format)
        environment: REDIS_ADDR: has user information (user:password@): set REDIS_USER, and REDIS_PASSWORD or REDIS_PASSWORD_FILE, instead
        environment: REDIS_EXPORTER_NAMESPACE: a namespace is letters, digits and underscores, and starts with no digit
        environment: REDIS_EXPORTER_TLS_CA_CERT_FILE: no file that can be read: nope.pem
        environment: REDIS_EXPORTER_TLS_CLIENT_CERT_FILE: belongs together with REDIS_EXPORTER_TLS_CLIENT_KEY_FILE: set both
        environment: REDIS_PASSWORD_FILE: no file that can be read: nope
        environment: REDIS_EXPORTER_APPEND_INSTANCE_ROLE_LABEL: is true or false
        environment: REDIS_EXPORTER_WEB_LISTEN_ADDRESS: "9121" is not an address to listen on (host:port, [::]:port, :port): it has no port
        environment: REDIS_EXPORTER_LOG_LEVEL: is one of debug, info, warn, error
        environment: REDIS_EXPORTER_DEBUG: is true or false
        environment: REDIS_EXPORTER_LOG_FORMAT: is one of text, json; did you mean json?""",
        report(
            "REDIS_ADDR", "redis://:hunter2@h:1",
            "REDIS_PASSWORD_FILE", "nope",
            "REDIS_EXPORTER_NAMESPACE", "9x",
            "REDIS_EXPORTER_TLS_CA_CERT_FILE", "nope.pem",
            "REDIS_EXPORTER_TLS_CLIENT_KEY_FILE", "/dev/null",
            "REDIS_EXPORTER_APPEND_INSTANCE_ROLE_LABEL", "yes",
            "REDIS_EXPORTER_WEB_LISTEN_ADDRESS", "9121",
            "REDIS_EXPORTER_LOG_LEVEL", "loud",
            "REDIS_EXPORTER_LOG_FORMAT", "jsn",
            "REDIS_EXPORTER_DEBUG", "maybe",
            "REDIS_EXPORTER_BASIC_AUTH_PASSWORD", "hunter2",
            "REDIS_EXPORTER_TLS_SERVER_CERT_FILE", "web.crt"));
  }

  @Test
  void whatIsWrongWithAnOptionIsSaidOfTheOption() {
    ConfigSource source =
        new ConfigSource(
            new ServeOptions(null, null, "9x", "redis://h:x", null, null, null),
            Environment.of(Map.of()));
    ConfigException refused = assertThrows(ConfigException.class, source::read);
    assertEquals(
        """
        command line: --redis.url: "h:x": an address is host:port; an IPv6 address stands in brackets: [::1]:6379
        command line: --namespace: a namespace is letters, digits and underscores, and starts with no digit""",
        refused.getMessage());
  }

  @Test
  void aWebConfigurationFileStandsForWhatProtects() throws Exception {
    Path web = Files.createTempFile(directory, "web", ".yaml");
    Files.writeString(web, "{}");
    ExporterConfig config =
        new ConfigSource(
                new ServeOptions(null, null, null, null, web, null, null),
                Environment.of(
                    map("REDIS_ADDR", "h", "REDIS_EXPORTER_BASIC_AUTH_USERNAME", "prometheus")))
            .read();
    assertEquals(new ExporterConfig.WebFile(web), config.web().configFile());
  }

  @Test
  void whatHasNoEquivalentIsNamed() throws Exception {
    assertEquals(
        List.of(
            "REDIS_EXPORTER_CHECK_KEYS has no equivalent here and changes nothing",
            "REDIS_EXPORTER_CONFIG_COMMAND has no equivalent here and changes nothing",
            "REDIS_EXPORTER_IS_CLUSTER has no equivalent here and changes nothing",
            "REDIS_EXPORTER_WEB_TELEMETRY_PATH has no equivalent here and changes nothing",
            "REDIS_PASSWORD_FILE is not read: REDIS_PASSWORD is set"),
        notes(
            "REDIS_ADDR", "h",
            "REDIS_PASSWORD", "hunter2",
            "REDIS_PASSWORD_FILE", "nope",
            "REDIS_EXPORTER_WEB_TELEMETRY_PATH", "/other",
            "REDIS_EXPORTER_IS_CLUSTER", "true",
            "REDIS_EXPORTER_CHECK_KEYS", "db0=*",
            "REDIS_EXPORTER_CONFIG_COMMAND", "config-1234"));
    assertEquals(
        List.of(),
        notes(
            "REDIS_ADDR", "h",
            "REDIS_EXPORTER_WEB_TELEMETRY_PATH", "/metrics",
            "REDIS_EXPORTER_IS_CLUSTER", "false",
            "REDIS_EXPORTER_CHECK_KEYS", "",
            "REDIS_EXPORTER_CONFIG_COMMAND", "-"));
  }

  @Test
  void whatHasNoEquivalentIsLoggedOnce() throws Exception {
    try (Logs logs = new Logs();
        TestExporter exporter =
            TestExporter.ofEnvironment(
                map("REDIS_ADDR", redis.address(), "REDIS_EXPORTER_EXPORT_CLIENT_LIST", "true"))) {
      exporter.exporter().reload();
      assertEquals(
          List.of(
              "WARN REDIS_EXPORTER_EXPORT_CLIENT_LIST has no equivalent here and changes nothing"),
          logs.with("EXPORT_CLIENT_LIST"));
    }
  }

  @Test
  void seriesOfTheEnvironmentsTargetDoNotNameIt() throws Exception {
    try (TestExporter exporter =
        TestExporter.ofEnvironment(
            map(
                "REDIS_ADDR", "redis://" + redis.address(),
                "REDIS_PASSWORD", "hunter2",
                "REDIS_EXPORTER_NAMESPACE", "braze_redis"))) {
      String body = exporter.get("/metrics").body();
      assertTrue(body.contains("\nbraze_redis_keys 0\n"), body);
      assertTrue(
          body.contains(
              "\nbraze_redis_build_version_info{version=\"" + redis.version() + "\"} 1\n"),
          body);
      Metrics metrics = exporter.scrape("/metrics");
      assertEquals(
          1.0, metrics.value("sonde_target_up", "target", "redis", "node", redis.address()));
      assertTrue(
          metrics
              .series()
              .filter(series -> series.name().startsWith("braze_redis"))
              .noneMatch(series -> series.labels().containsKey("target")));
      assertEquals(1.0, exporter.scrape("/probe?target=redis").value("braze_redis_up"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          %s         |       | hunter2
          %s         |       | {"redis://%s": "hunter2", "redis://other:6379": "x"}
          redis://%s |       | {"redis://other:6379": "x", "redis://%s": "hunter2"}
          redis://%s | sonde | {"redis://%s": "x", "redis://sonde@%s": "hunter3"}
          redis://%s | sonde | {"redis://%s": "hunter3"}
          redis://%s/0 |     | {"redis://%s/0": "hunter2"}
          """)
  void passwordFiles(String address, String user, String content) throws Exception {
    Path file = Files.createTempFile(directory, "password", "");
    Files.writeString(file, content.replace("%s", redis.address()));
    Map<String, String> variables =
        map(
            "REDIS_ADDR", address.replace("%s", redis.address()),
            "REDIS_PASSWORD_FILE", file.toString());
    if (user != null) {
      variables.put("REDIS_USER", user);
    }
    try (TestExporter exporter = TestExporter.ofEnvironment(variables)) {
      assertEquals(1.0, exporter.scrape("/metrics").value("redis_up"), () -> lastError(exporter));
    }
  }

  private static String lastError(TestExporter exporter) {
    return exporter.exporter().state().targets().all().iterator().next().last() + "";
  }

  @Test
  void aPasswordFileThatIsRotatedIsReadAnew() throws Exception {
    Path file = Files.createTempFile(directory, "password", "");
    Files.writeString(file, "{\"redis://" + redis.address() + "\": \"wrong\"}");
    assertEquals(
        SecretSource.file(file, List.of("redis://" + redis.address())),
        target("REDIS_ADDR", redis.address(), "REDIS_PASSWORD_FILE", file.toString()).password());
    try (TestExporter exporter =
        TestExporter.ofEnvironment(
            map("REDIS_ADDR", redis.address(), "REDIS_PASSWORD_FILE", file.toString()))) {
      assertEquals(0.0, exporter.scrape("/metrics").value("redis_up"));
      Files.writeString(file, "{\"redis://" + redis.address() + "\": \"hunter2\"}");
      assertEquals(1.0, exporter.scrape("/metrics").value("redis_up"));
    }
  }
}
