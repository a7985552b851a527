package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.ConfigException;
import sonde.servers.RedisServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** A configuration that changes under a running exporter. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and the methods before the rest.
class ReloadTest {
  @TempDir static Path directory;
  private static RedisServer kept;
  private static RedisServer other;
  private TestExporter exporter;

  @BeforeAll
  static void startServers() {
    kept = RedisServer.builder().start();
    other = RedisServer.builder().password("hunter2").start();
  }

  @AfterAll
  static void stopServers() {
    kept.close();
    other.close();
  }

  @BeforeEach
  void start() throws Exception {
    exporter = TestExporter.ofTargets(directory, keptKeys(), otherKeys(""));
    Metrics metrics = exporter.scrape("/metrics");
    assertEquals(1.0, metrics.value("redis_up", "target", "kept"));
    assertEquals(1.0, metrics.value("redis_up", "target", "other"));
  }

  @AfterEach
  void stop() throws Exception {
    exporter.close();
    Await.until(() -> Clients.overTcp(kept).isEmpty() && Clients.overTcp(other).isEmpty());
  }

  private static String keptKeys() {
    return "kept: {type: redis, address: redis://" + kept.address() + "}";
  }

  private static String otherKeys(String more) {
    return "other: {type: redis, address: redis://"
        + other.address()
        + ", password: hunter2"
        + more
        + "}";
  }

  private HttpResponse<String> reload() throws Exception {
    return exporter.send("POST", "/-/reload");
  }

  @Test
  void unchangedTargetsKeepTheirConnectionsAndChangedOnesDoNot() throws Exception {
    List<String> keptBefore = Clients.overTcp(kept);
    List<String> otherBefore = Clients.overTcp(other);
    exporter.rewrite(TestExporter.yaml(keptKeys(), otherKeys(", namespace: cache")));
    HttpResponse<String> response = reload();
    assertEquals("The configuration was reloaded.\n", response.body());
    assertEquals(200, response.statusCode());
    Metrics metrics = exporter.scrape("/metrics");
    assertEquals(1.0, metrics.value("cache_up", "target", "other"));
    assertEquals(1.0, metrics.value("redis_up", "target", "kept"));
    assertEquals(keptBefore, Clients.overTcp(kept));
    assertEquals(1, Clients.overTcp(other).size());
    assertFalse(otherBefore.equals(Clients.overTcp(other)));
  }

  @Test
  void theSameConfigurationChangesNothing() throws Exception {
    List<String> keptBefore = Clients.overTcp(kept);
    List<String> otherBefore = Clients.overTcp(other);
    exporter.exporter().reload();
    exporter.scrape("/metrics");
    assertEquals(keptBefore, Clients.overTcp(kept));
    assertEquals(otherBefore, Clients.overTcp(other));
  }

  @Test
  void aRemovedTargetIsClosedAndANewOneServed() throws Exception {
    exporter.rewrite(
        TestExporter.yaml(
            keptKeys(), "new: {type: redis, address: unix://" + kept.unixSocket() + "}"));
    assertEquals(200, reload().statusCode());
    Await.until(() -> Clients.overTcp(other).isEmpty());
    assertEquals(400, exporter.get("/probe?target=other").statusCode());
    Metrics metrics = exporter.scrape("/metrics");
    assertTrue(
        metrics.series("redis_up").stream().noneMatch(s -> s.labels().containsValue("other")));
    assertEquals(1.0, metrics.value("redis_up", "target", "new"));
    assertEquals(
        1.0,
        metrics.value("sonde_target_up", "target", "new", "node", kept.unixSocket().toString()));
  }

  @Test
  void aBadConfigurationIsRefusedWithItsReportAndTheOldOneStays() throws Exception {
    double read =
        exporter.scrape("/metrics").value("sonde_config_last_reload_success_timestamp_seconds");
    List<String> before = Clients.overTcp(kept);
    exporter.rewrite(TestExporter.yaml(keptKeys(), "other: {type: redis, adress: redis://h:1}"));
    try (Logs logs = new Logs()) {
      HttpResponse<String> response = reload();
      assertEquals(500, response.statusCode());
      assertTrue(
          response.body().startsWith("The configuration was not reloaded:\n"), response::body);
      assertTrue(response.body().contains("targets.other.adress"), response::body);
      assertTrue(response.body().contains("did you mean `address`?"), response::body);
      assertEquals(1, logs.with("the old one stays").size());
    }
    Metrics metrics = exporter.scrape("/metrics");
    assertEquals(0.0, metrics.value("sonde_config_last_reload_successful"));
    assertEquals(read, metrics.value("sonde_config_last_reload_success_timestamp_seconds"));
    assertEquals(1.0, metrics.value("redis_up", "target", "other"));
    assertEquals(before, Clients.overTcp(kept));
    assertTrue(exporter.get("/").body().contains("could not be reloaded"));

    exporter.rewrite(TestExporter.yaml(keptKeys()));
    exporter.exporter().reload();
    Metrics mended = exporter.scrape("/metrics");
    assertEquals(1.0, mended.value("sonde_config_last_reload_successful"));
    assertTrue(mended.value("sonde_config_last_reload_success_timestamp_seconds") > read);
    assertFalse(exporter.get("/").body().contains("could not be reloaded"));
  }

  @Test
  void aFileThatIsGoneIsRefused() throws Exception {
    exporter.delete();
    ConfigException refused =
        assertThrows(ConfigException.class, () -> exporter.exporter().reload());
    assertEquals(1, refused.problems().size(), refused::getMessage);
    assertEquals(1.0, exporter.scrape("/metrics").value("redis_up", "target", "kept"));
  }

  @Test
  void whatNeedsARestartIsSaid() throws Exception {
    try (Logs logs = new Logs()) {
      exporter.rewrite(
          "web: {listen: 127.0.0.1:1, enable_lifecycle: false, openmetrics: true}\n"
              + TestExporter.yaml(keptKeys())
                  .lines()
                  .skip(1)
                  .collect(java.util.stream.Collectors.joining("\n")));
      assertEquals(200, reload().statusCode());
      assertEquals(
          List.of(
              "WARN web.listen, web.enable_lifecycle: what changed takes effect after a restart"),
          logs.with("restart"));
    }
    HttpResponse<String> response =
        exporter.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
    assertTrue(
        response.headers().firstValue("content-type").get().startsWith("application/openmetrics"));
  }

  @Test
  void noCounterOfSondesFallsWithARemovedTarget() throws Exception {
    double before = 0;
    while (before == 0) {
      List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        scrapes.add(exporter.getAsync("/probe?target=other"));
      }
      CompletableFuture.allOf(scrapes.toArray(new CompletableFuture<?>[0])).get();
      before = exporter.scrape("/metrics").value("sonde_probes_shared_total");
    }
    exporter.rewrite(TestExporter.yaml(keptKeys()));
    exporter.exporter().reload();
    double after = exporter.scrape("/metrics").value("sonde_probes_shared_total");
    assertTrue(after >= before, () -> "fell to " + after);
  }

  @Test
  void aRotatedPasswordNeedsNoReload() throws Exception {
    Path file = Files.createTempFile(directory, "password", "");
    Files.writeString(file, "first\n");
    try (RedisServer redis = RedisServer.builder().user("sonde on >first ~* +@all").start();
        TestExporter rotating =
            TestExporter.ofTargets(
                directory,
                "cache: {type: redis, address: redis://"
                    + redis.address()
                    + ", username: sonde, password_file: "
                    + file
                    + "}")) {
      assertEquals(1.0, rotating.scrape("/probe?target=cache").value("redis_up"));
      redis.call("ACL", "SETUSER", "sonde", "resetpass", ">second");
      redis.call("CLIENT", "KILL", "TYPE", "NORMAL");
      assertEquals(0.0, rotating.scrape("/probe?target=cache").value("redis_up"));
      Files.writeString(file, "second\n");
      assertEquals(1.0, rotating.scrape("/probe?target=cache").value("redis_up"));
    }
  }
}
