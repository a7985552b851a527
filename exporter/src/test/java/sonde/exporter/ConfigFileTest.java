package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.LogConfig;
import sonde.redis.RedisCollectors;
import sonde.web.ListenAddress;
import sonde.web.ListenException;

/** What a configuration file says, and the whole report of one that is wrong. */
class ConfigFileTest {
  static final String COLLECTORS =
      RedisCollectors.all().stream()
          .map(c -> c.spec().name())
          .sorted()
          .collect(Collectors.joining(", "));

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  private ConfigSource source(String yaml, @Nullable String listen) throws Exception {
    Path file = directory.resolve("sonde.yaml");
    Files.writeString(file, yaml);
    return new ConfigSource(
        new ServeOptions(file, listen, null, null, null, null, null),
        Environment.of(Map.of("PORT", "7000")));
  }

  private ExporterConfig read(String yaml) throws Exception {
    return source(yaml, null).read();
  }

  /** The report without the directory's name; reading must fail. */
  private String report(String yaml) throws Exception {
    ConfigSource source = source(yaml, null);
    ConfigException refused = assertThrows(ConfigException.class, source::read);
    return refused.getMessage().replace(directory + "/", "") + "\n";
  }

  @Test
  void whatIsNotSaidIsAsTheContractSays() throws Exception {
    ExporterConfig config = read("targets: {cache: {type: redis, address: 'redis://h:1'}}");
    assertEquals(
        List.of(ExporterConfig.Listener.all(new ListenAddress("0.0.0.0", 10600))),
        config.web().listen().all());
    assertFalse(config.web().enableLifecycle());
    assertFalse(config.web().openmetrics());
    assertEquals(LogConfig.Level.INFO, config.log().level());
    assertEquals(LogConfig.Format.TEXT, config.log().format());
    assertEquals(
        new ExporterConfig.Limits(64, Duration.ofSeconds(10), Duration.ofMillis(250)),
        config.limits());
    TargetConfig cache = config.targets().get("cache");
    assertNotNull(cache);
    assertEquals("redis", cache.namespace());
    assertEquals("h:1", cache.node());
    assertFalse(cache.instanceRoleLabel());
    assertEquals(Map.of(), cache.labels());
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    for (String name : List.of("web.yaml", "ca.pem", "key.pem", "password")) {
      Files.writeString(directory.resolve(name), name.equals("web.yaml") ? "{}" : "x");
    }
    ExporterConfig config =
        read(
            """
            web:
              listen:
              - {address: 127.0.0.1:9121, targets: [cache], target_label: false}
              - '[::1]:10600'
              config_file: web.yaml
              enable_lifecycle: true
              openmetrics: true
            log: {level: debug, format: json, file: sonde.log}
            targets:
              cache:
                type: redis
                address: rediss://h:${PORT}
                username: sonde
                password_file: password
                tls: {ca_file: ca.pem, cert_file: ca.pem, key_file: key.pem, server_name: s}
                namespace: braze_redis
                instance_role_label: true
                labels: {zone: a}
                collectors: {slowlog: false, latency: true, config: {interval: 5m, timeout: 1s, max_series: 9}}
              redis.example.com:6379: {type: redis, address: unix:///run/redis.sock}
            limits: {concurrent_probes: 2, scrape_timeout: 2m, timeout_offset: 0s}
            """);
    RedisTarget cache = (RedisTarget) config.targets().get("cache");
    assertNotNull(cache);
    assertEquals("h:7000", cache.node());
    assertEquals("braze_redis", cache.namespace());
    assertEquals(directory.resolve("key.pem"), cache.tls().keyFile());
    assertEquals(
        Map.of(
            "slowlog",
            CollectorConfig.OFF,
            "latency",
            CollectorConfig.ON,
            "config",
            new CollectorConfig(
                true,
                new CollectorConfig.Settings(Duration.ofMinutes(5), Duration.ofSeconds(1), 9))),
        cache.collectors());
    assertEquals(Set.of("cache", "redis.example.com:6379"), config.targets().keySet());
    assertEquals(
        new ExporterConfig.Listener(new ListenAddress("127.0.0.1", 9121), List.of("cache"), false),
        config.web().listen().all().getFirst());
  }

  @Test
  void everythingThatIsWrongStandsInOneReport() throws Exception {
    Files.writeString(directory.resolve("web.yaml"), "basic_auth_usres: {}\n");
    assertEquals(
        """
        sonde.yaml:1: web.listen: "nonsense" is not an address to listen on (host:port, [::]:port, :port): it has no port
        sonde.yaml:1: web.enable_lifecycel: unknown key, did you mean `enable_lifecycle`? Allowed: listen, config_file, enable_lifecycle, openmetrics
        sonde.yaml:2: limits.concurrent_probes: expected a whole number, found the text "many"
        sonde.yaml:2: limits.scrape_timeout: expected a duration such as 250ms, 15s, 5m, 1h30m or 30d, found the number 10
        sonde.yaml:3: log.level: expected one of debug, info, warn, error, found the text "inf"; did you mean `info`?
        sonde.yaml:5: targets."a b": a target's name is 1 to 60 of A-Z a-z 0-9 _ . : -
        sonde.yaml:6: targets.c.type: "redsi" is no type of target: one of mysql, postgres, redis, sql
        sonde.yaml:7: targets.d: type is required: one of mysql, postgres, redis, sql
        sonde.yaml:8: targets.e: expected a map, found a single value
        sonde.yaml:9: targets.f.address: the variable NOPE is not set; set it, or write ${NOPE:-default}
        sonde.yaml:10: targetz: unknown key, did you mean `targets`? Allowed: web, log, targets, limits, probe
        web.yaml:1: basic_auth_usres: unknown key, did you mean `basic_auth_users`? Allowed: tls_server_config, http_server_config, basic_auth_users, rate_limit
        """,
        report(
            """
            web: {listen: nonsense, enable_lifecycel: true, config_file: web.yaml}
            limits: {concurrent_probes: many, scrape_timeout: 10}
            log: {level: inf}
            targets:
              a b: {type: redis, address: h}
              c: {type: redsi, address: h}
              d: {address: h}
              e: h
              f: {type: redis, address: '${NOPE}'}
            targetz: {}
            """));
  }

  @Test
  void everythingThatIsWrongWithATarget() throws Exception {
    assertEquals(
        """
        sonde.yaml:4: targets.c.address: an address must not contain user information (user:password@): set username and password_file instead
        sonde.yaml:6: targets.c.password_file: is given beside `password`; keep one of the two
        sonde.yaml:6: targets.c.password_file: cannot read b: no such file
        sonde.yaml:7: targets.c.tls.ca_file: cannot read nope: no such file
        sonde.yaml:7: targets.c.tls.insecure_skip_verify: expected true or false, found the text "maybe"
        sonde.yaml:8: targets.c.namespace: a namespace is letters, digits and underscores, and starts with no digit
        sonde.yaml:9: targets.c.instance_role_label: expected true or false, found the number 1
        sonde.yaml:10: targets.c.labels.target: target is a label of the collectors' own
        sonde.yaml:10: targets.c.labels.node: node is a label of the collectors' own
        sonde.yaml:10: targets.c.labels.db: db is a label of the collectors' own
        sonde.yaml:10: targets.c.labels.collector: collector is a label of the collectors' own
        sonde.yaml:10: targets.c.labels.err: err is a label of the collectors' own
        sonde.yaml:10: targets.c.labels.0a: 0a is no label name
        sonde.yaml:10: targets.c.labels.__x: __x is no label name
        sonde.yaml:10: targets.c.labels.ok: expected a text, found a list
        sonde.yaml:12: targets.c.collectors.slowlgo: unknown key, did you mean `slowlog`? Allowed: %1$s
        sonde.yaml:13: targets.c.collectors.zzz: unknown key. Allowed: %1$s
        sonde.yaml:14: targets.c.collectors.slowlog: expected true or false, found the number 3
        sonde.yaml:15: targets.c.collectors.latency.foo: unknown key. Allowed: interval, timeout, max_series
        sonde.yaml:16: targets.c.collectors.config.interval: is at least 1s
        sonde.yaml:16: targets.c.collectors.config.timeout: is above 0
        sonde.yaml:16: targets.c.collectors.config.max_series: is at least 1
        """
            .formatted(COLLECTORS),
        report(
            """
            targets:
              c:
                type: redis
                address: redis://u:hunter2@h
                password: a
                password_file: b
                tls: {ca_file: nope, insecure_skip_verify: maybe}
                namespace: 9x
                instance_role_label: 1
                labels: {target: x, node: x, db: x, collector: x, err: x, 0a: x, __x: x, ok: [a]}
                collectors:
                  slowlgo: true
                  zzz: true
                  slowlog: 3
                  latency: {foo: 1}
                  config: {interval: 10ms, timeout: 0s, max_series: 0}
            """));
  }

  @Test
  void everythingThatIsWrongWithListenersAndLimits() throws Exception {
    assertEquals(
        """
        sonde.yaml:1: web: listener :1 serves d, which is no target; there are c, e
        sonde.yaml:1: web: listener :2 has target_label: false and serves 2 targets, whose series would be the same; name one in targets
        sonde.yaml:1: web: listener :3 serves no target; leave targets out for all
        sonde.yaml:1: web: listens on :3 twice
        sonde.yaml:7: limits.concurrent_probes: is 1 to 100
        sonde.yaml:7: limits.scrape_timeout: is above 0 and at most 2m
        sonde.yaml:8: log.file: cannot be written: no/such/sonde.log
        """,
        report(
            """
            web:
              listen:
              - {address: ':1', targets: [d]}
              - {address: ':2', target_label: false}
              - {address: ':3', targets: []}
              - ':3'
            limits: {concurrent_probes: 101, scrape_timeout: 3m}
            log: {file: no/such/sonde.log}
            targets: {c: {type: redis, address: h}, e: {type: redis, address: h}}
            """));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://h:6379", "unix:///run/redis.sock"})
  void tlsSettingsWithoutTlsAreRefused(String address) throws Exception {
    assertEquals(
        "sonde.yaml:1: targets.c.tls: is set, but the address does not ask for TLS: that is a"
            + " rediss:// one\n",
        report(
            "targets: {c: {type: redis, address: '"
                + address
                + "', tls: {insecure_skip_verify: true}}}"));
  }

  @Test
  void aFileThatIsMissingOrEmpty() throws Exception {
    assertEquals("sonde.yaml: is empty\n", report(""));
    assertEquals(
        "sonde.yaml:1: targets: names no target, and probe.allow no address\n",
        report("targets: {}"));
    assertEquals(
        "sonde.yaml:1: web.config_file: no file that can be read: nope.yaml\n",
        report("{web: {config_file: nope.yaml}, targets: {c: {type: redis, address: h}}}"));
    ConfigSource missing =
        new ConfigSource(
            ServeOptions.file(directory.resolve("other.yaml")), Environment.of(Map.of()));
    ConfigException refused = assertThrows(ConfigException.class, missing::read);
    assertEquals(
        directory.resolve("other.yaml") + ": cannot be read: no such file", refused.getMessage());
  }

  @Test
  void optionsGoBeforeTheFileAndTwoDoNotGoWithIt() throws Exception {
    Path file = directory.resolve("sonde.yaml");
    Files.writeString(file, "{log: {level: debug}, targets: {c: {type: redis, address: h}}}");
    ExporterConfig config =
        new ConfigSource(
                new ServeOptions(file, ":9121", null, null, null, "warn", "json"),
                Environment.of(Map.of()))
            .read();
    assertEquals(new ListenAddress("", 9121), config.web().listen().all().getFirst().address());
    assertEquals(LogConfig.Level.WARN, config.log().level());
    assertEquals(LogConfig.Format.JSON, config.log().format());
    ConfigSource wrong =
        new ConfigSource(
            new ServeOptions(
                file, "x", "ns", "redis://h", directory.resolve("web.yaml"), "wran", "jsn"),
            Environment.of(Map.of()));
    ConfigException refused = assertThrows(ConfigException.class, wrong::read);
    assertEquals(
        """
        command line: --namespace: goes without --config: the file says this by target
        command line: --redis.url: goes without --config: the file says this by target
        command line: --listen: "x" is not an address to listen on (host:port, [::]:port, :port): it has no port
        command line: --log.level: is one of debug, info, warn, error; did you mean warn?
        command line: --log.format: is one of text, json; did you mean json?
        web.yaml: cannot be read: no such file""",
        refused.getMessage().replace(directory + "/", ""));
  }

  @Test
  void aTakenPortIsNamedAndNothingStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      int free = freePort();
      ConfigSource source =
          source(
              "{web: {listen: ['127.0.0.1:%d', '127.0.0.1:%d']}, targets: {c: {type: redis, address: h}}}"
                  .formatted(free, port),
              null);
      ListenException refused =
          assertThrows(ListenException.class, () -> Exporter.start(source, log -> {}));
      assertEquals(
          "127.0.0.1:" + port + " is in use: another process listens there", refused.getMessage());
      // The other port is free again.
      try (ServerSocket again = new ServerSocket(free, 1, InetAddress.getLoopbackAddress())) {
        assertTrue(again.isBound());
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nothingIsStartedWithABadConfiguration() throws Exception {
    int free = freePort();
    ConfigSource source =
        source(
            "{web: {listen: '127.0.0.1:%d'}, targets: {c: {type: redis}}}".formatted(free), null);
    assertThrows(ConfigException.class, () -> Exporter.start(source, log -> {}));
    try (ServerSocket again = new ServerSocket(free, 1, InetAddress.getLoopbackAddress())) {
      assertTrue(again.isBound());
    }
  }
}
