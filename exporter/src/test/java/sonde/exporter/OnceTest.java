package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.Format;
import sonde.config.Environment;
import sonde.servers.RedisServer;

/** Scrapes without a server of our own: one probe, and the check of all targets. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the rest.
class OnceTest {
  @TempDir static Path directory;
  private static RedisServer redis;
  private static ExporterConfig config;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.builder().user("narrow on >narrow -@all +info").start();
    Path file = Files.createTempFile(directory, "sonde", ".yaml");
    Files.writeString(
        file,
        TestExporter.yaml(
            "cache: {type: redis, address: redis://" + redis.address() + "}",
            "narrow: {type: redis, address: redis://"
                + redis.address()
                + ", username: narrow, password: narrow}",
            "gone: {type: redis, address: 'unix:///no/such/socket'}"));
    config = new ConfigSource(ServeOptions.file(file), Environment.of(Map.of())).read();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** What one probe said and gave. */
  private record Probed(boolean up, String problems, Metrics metrics) {
    static Probed of(String target, Format format, String... collectors) throws Exception {
      StringWriter problems = new StringWriter();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      boolean up =
          OneProbe.of(config, target, null)
              .run(Set.of(collectors), format, out, new PrintWriter(problems, true));
      return new Probed(
          up, problems.toString(), Metrics.parse(format, out.toString(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void aProbeGivesWhatTheServersProbeWould() throws Exception {
    Probed probed = Probed.of("cache", Format.TEXT);
    assertTrue(probed.up);
    assertEquals("", probed.problems);
    assertEquals(1.0, probed.metrics.value("redis_up"));
    assertEquals(0.0, probed.metrics.value("redis_keys"));
    assertTrue(Probed.of("cache", Format.OPENMETRICS).metrics.has("redis_up"));
  }

  @Test
  void onlyTheNamedCollectorsAndWhyThereIsNothingOfThem() throws Exception {
    Probed probed = Probed.of("cache", Format.TEXT, "slowlog", "sentinel");
    assertTrue(probed.up);
    assertEquals("cache, sentinel: is only in a Sentinel\n", probed.problems);
    assertTrue(probed.metrics.has("redis_slowlog_length"));
    assertFalse(probed.metrics.names().contains("redis_connected_clients"));
  }

  @Test
  void whatFailedIsSaid() throws Exception {
    Probed narrow = Probed.of("narrow", Format.TEXT);
    assertTrue(narrow.up);
    assertTrue(narrow.problems.contains("narrow, slowlog: SLOWLOG "), narrow.problems);
    Probed gone = Probed.of("gone", Format.TEXT);
    assertFalse(gone.up);
    assertEquals(
        "gone, /no/such/socket: down: /no/such/socket: there is no such socket\n", gone.problems);
    assertEquals(0.0, gone.metrics.value("redis_up"));
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertEquals(
        "there is no target cahce, did you mean cache? there are cache, gone, narrow",
        assertThrows(IllegalArgumentException.class, () -> OneProbe.of(config, "cahce", null))
            .getMessage());
    assertEquals(
        "target cache has no node 10.0.0.1:1: there is " + redis.address(),
        assertThrows(
                IllegalArgumentException.class, () -> OneProbe.of(config, "cache", "10.0.0.1:1"))
            .getMessage());
    String said =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Probed.of("cache", Format.TEXT, "slowlgo"))
                .getMessage());
    assertTrue(said.startsWith("there is no collector slowlgo: there are"), said);
  }

  @Test
  void theCheckSaysWhatEachTargetLacks() {
    StringWriter said = new StringWriter();
    assertFalse(ConnectCheck.run(config, new PrintWriter(said, true)));
    String text = said.toString();
    assertTrue(text.contains("cache: up, redis " + redis.version() + ", master\n"), text);
    assertTrue(text.contains("  cache, sentinel: not here: is only in a Sentinel\n"), text);
    assertTrue(text.contains("  narrow, slowlog: failed: SLOWLOG "), text);
    assertTrue(text.contains("gone: down: /no/such/socket: there is no such socket\n"), text);
    assertFalse(text.contains("  cache, slowlog"), text);
  }

  @Test
  void theCheckPassesWhenNothingFails() {
    ExporterConfig good =
        new ExporterConfig(
            config.web(),
            config.log(),
            Map.of("cache", java.util.Objects.requireNonNull(config.targets().get("cache"))),
            config.limits(),
            config.probe());
    assertTrue(ConnectCheck.run(good, new PrintWriter(new StringWriter())));
  }
}
