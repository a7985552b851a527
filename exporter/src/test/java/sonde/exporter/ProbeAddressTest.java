package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.servers.RedisServer;
import sonde.testkit.Await;

/** Requests that name an address, at a real server and at a port that nobody may connect to. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the rest.
class ProbeAddressTest {
  @TempDir static Path directory;
  private RedisServer redis;
  private FakePort other;
  private TestExporter exporter;

  @BeforeEach
  void start() throws Exception {
    redis = RedisServer.builder().user("sonde on >hunter2 ~* +@all").start();
    other = FakePort.silent();
    exporter = TestExporter.ofFile(directory, yaml("hunter2"));
  }

  @AfterEach
  void stop() throws Exception {
    exporter.close();
    other.close();
    Await.until(() -> Clients.overTcp(redis).isEmpty());
    redis.close();
  }

  private String port() {
    return redis.address().substring(redis.address().indexOf(':') + 1);
  }

  /** The last rule is for a configuration that does not admit the server itself. */
  private String yaml(String password) {
    return """
    web:
      listen: ['127.0.0.1:0', {address: '127.0.0.1:0', targets: [sock]}]
    targets:
      sock: {type: redis, address: 'unix://%1$s', username: sonde, password: hunter2}
    probe:
      allow:
      - {address: 'redis://%2$s', module: reader}
      - {address: 'redis://%2$s', module: few}
      - {address: 'redis://*:%3$s', module: reader}
      modules:
        reader: {type: redis, username: sonde, password: %4$s, labels: {zone: a}}
        few: {type: redis, username: sonde, password: %4$s, namespace: few, collectors: {slowlog: false}}
    """
        .formatted(redis.unixSocket(), redis.address(), port(), password);
  }

  @Test
  void anAdmittedAddressIsScrapedWithItsModule() throws Exception {
    for (String path :
        List.of(
            "/probe?target=redis://" + redis.address() + "&auth_module=reader",
            "/scrape?target=redis://" + redis.address() + "&auth_module=reader",
            "/scrape?target=" + redis.address() + "/0&auth_module=reader",
            "/scrape?target=REDIS%3A%2F%2FLocalHost.%3A" + port(),
            "/probe?target=localhost:" + port())) {
      Metrics metrics = exporter.scrape(path);
      assertTrue(metrics.has("redis_up", "zone", "a"), path);
      assertEquals(1.0, metrics.value("redis_up", "zone", "a"), path);
      assertTrue(metrics.series().noneMatch(series -> series.labels().containsKey("target")), path);
      assertTrue(
          metrics
              .series()
              .filter(series -> series.name().startsWith("redis_"))
              .noneMatch(series -> series.labels().containsKey("node")),
          path);
    }
    Metrics few = exporter.scrape("/scrape?auth_module=few&target=" + redis.address());
    assertEquals(1.0, few.value("few_up"));
    assertTrue(few.series("few_slowlog_length").isEmpty());
  }

  @Test
  void anAddressIsNoTargetOfTheConfiguration() throws Exception {
    exporter.scrape("/scrape?target=localhost:" + port());
    Metrics all = exporter.scrape("/metrics");
    assertEquals(1, all.series("redis_up").size());
    assertEquals(1.0, all.value("redis_up", "target", "sock"));
    assertFalse(exporter.get("/").body().contains("localhost"));
  }

  @Test
  void collectorsCanBeChosen() throws Exception {
    String path = "/scrape?target=localhost:" + port() + "&collect[]=slowlog";
    Metrics metrics = exporter.scrape(path);
    assertTrue(metrics.has("redis_slowlog_length", "zone", "a"));
    assertFalse(metrics.names().contains("redis_connected_clients"));
    HttpResponse<String> unknown =
        exporter.get("/scrape?target=localhost:" + port() + "&collect[]=slowlgo");
    assertEquals(400, unknown.statusCode());
    assertTrue(unknown.body().contains("did you mean slowlog?"), unknown::body);
    HttpResponse<String> off =
        exporter.get("/scrape?auth_module=few&collect[]=slowlog&target=redis://" + redis.address());
    assertEquals("collector slowlog is switched off in the configuration\n", off.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target=redis://%1$s",
        "target=%1$s",
        "target=redis://%1$s&auth_module=reader",
        "target=redis://%1$s&auth_module=nope",
        "target=redis://%1$s%%23.cache.svc:%2$s",
        "target=redis://%1$s%%2F.localhost:%2$s",
        "target=redis://%1$s%%3F.localhost:%2$s",
        "target=redis://%1$s%%5Clocalhost:%2$s",
        "target=redis://127.1:%2$s",
        "target=redis://2130706433:%2$s",
        "target=redis://0x7f000001:%2$s",
        "target=redis://[::1]:%2$s",
        "target=redis://[::ffff:127.0.0.1]:%2$s",
        "target=redis://a.localhost:%2$s",
        "target=rediss://localhost:%2$s",
        "target=redis://localhost:%2$s&auth_module=few"
      })
  void whatNoRuleAdmitsIsRefusedAndNothingConnects(String query) throws Exception {
    int accepted = Clients.accepted(redis);
    String asked = query.formatted(other.address(), port());
    for (String path : List.of("/probe?", "/scrape?")) {
      HttpResponse<String> response = exporter.get(path + asked);
      assertEquals(403, response.statusCode(), response::body);
    }
    assertEquals(0, other.accepted());
    assertEquals(accepted + 1, Clients.accepted(redis), "just the one that asks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "target=u:hunter2@%1$s",
        "target=redis://u:hunter2@%1$s",
        "target=redis://localhost@%1$s",
        "target=redis%%3A%%2F%%2Flocalhost:%2$s%%40%1$s",
        "target=",
        "auth_module=reader",
        "target=localhost:%2$s&check-keys=hunter2",
        "target=localhost:%2$s&tls_server_name=hunter2",
        "target=localhost:%2$s&node=localhost:%2$s",
        "target=localhost:%2$s&password=hunter2"
      })
  void aRequestThatIsWrongIsRefusedAndNothingConnects(String query) throws Exception {
    int accepted = Clients.accepted(redis);
    String asked = query.formatted(other.address(), port());
    for (String path : List.of("/probe?", "/scrape?")) {
      HttpResponse<String> response = exporter.get(path + asked);
      assertEquals(400, response.statusCode(), response::body);
      assertFalse(response.body().contains("hunter2"), response::body);
    }
    assertEquals(0, other.accepted());
    assertEquals(accepted + 1, Clients.accepted(redis), "just the one that asks");
  }

  @Test
  void whatARefusalSays() throws Exception {
    assertEquals(
        "no rule in probe.allow of the configuration admits redis://evil.com:6379\n",
        exporter.get("/scrape?target=evil.com").body());
    assertEquals(
        "redis://%1$s may be scraped with several modules: name one by auth_module, reader or few\n"
            .formatted(redis.address()),
        exporter.get("/scrape?target=" + redis.address()).body());
    assertEquals(
        "the parameter check-keys does not go with an address: the module in the configuration"
            + " says how it is scraped\n",
        exporter.get("/scrape?target=localhost:" + port() + "&check-keys=x").body());
    assertEquals(
        "there is no target sokc, did you mean sock? there are sock\n",
        exporter.get("/probe?target=sokc").body());
    assertEquals(403, exporter.get("/scrape?target=sock").statusCode());
  }

  @Test
  void aListenerOfSomeTargetsServesNoAddress() throws Exception {
    int accepted = Clients.accepted(redis);
    for (String path : List.of("/probe?target=localhost:", "/scrape?target=localhost:")) {
      assertEquals(403, exporter.getAt(1, path + port()).statusCode());
    }
    assertEquals(accepted + 1, Clients.accepted(redis), "just the one that asks");
  }

  @Test
  void scrapesShareARunAndAConnection() throws Exception {
    String path = "/scrape?target=localhost:" + port();
    exporter.scrape(path);
    List<String> before = Clients.overTcp(redis);
    assertEquals(1, before.size());
    redis.pause();
    List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        scrapes.add(exporter.getAsync(path));
      }
      Await.until(() -> exporter.exporter().shared() >= 19);
    } finally {
      redis.resume();
    }
    for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
      assertEquals(1.0, TestExporter.metrics(scrape.get()).value("redis_up", "zone", "a"));
    }
    assertEquals(before, Clients.overTcp(redis));
  }

  @Test
  void anAddressThatIsDownIsAnsweredAsDown() throws Exception {
    redis.close();
    Metrics metrics = exporter.scrape("/scrape?target=localhost:" + port());
    assertEquals(0.0, metrics.value("redis_up", "zone", "a"));
    start();
  }

  @Test
  void aReloadClosesWhatIsNotAdmittedAnyMore() throws Exception {
    String path = "/scrape?target=localhost:" + port();
    exporter.scrape(path);
    List<String> before = Clients.overTcp(redis);
    exporter.exporter().reload();
    exporter.scrape(path);
    assertEquals(before, Clients.overTcp(redis), "nothing changed");

    exporter.rewrite(yaml("hunter3"));
    exporter.exporter().reload();
    Await.until(() -> Clients.overTcp(redis).isEmpty());
    assertEquals(0.0, exporter.scrape(path).value("redis_up", "zone", "a"));

    exporter.rewrite(yaml("hunter2").replace("redis://*:", "redis://nothing:"));
    exporter.exporter().reload();
    int accepted = Clients.accepted(redis);
    assertEquals(403, exporter.get(path).statusCode());
    assertEquals(accepted + 1, Clients.accepted(redis), "just the one that asks");
  }

  @Test
  void refusalsAreCounted() throws Exception {
    String path = "/scrape?target=localhost:" + port();
    String name = "redis_target_scrape_request_errors_total";
    double before = exporter.scrape(path).value(name, "zone", "a");
    exporter.get("/scrape?target=evil.com");
    assertEquals(before + 1, exporter.scrape(path).value(name, "zone", "a"));
  }

  @Test
  void withoutARuleNoAddressIsScraped() throws Exception {
    try (TestExporter plain =
        TestExporter.ofTargets(
            directory, "cache: {type: redis, address: redis://" + other.address() + "}")) {
      for (String path : List.of("/probe?target=", "/scrape?target=")) {
        HttpResponse<String> response = plain.get(path + "redis://" + other.address());
        assertEquals(403, response.statusCode());
        assertEquals(
            "no address may be scraped: the configuration has no rule in probe.allow\n",
            response.body());
      }
      assertEquals(0, other.accepted());
    }
  }

  @Test
  void addressesNeedNoTarget() throws Exception {
    String yaml = yaml("hunter2");
    try (TestExporter only =
        TestExporter.ofFile(
            directory, "web: {listen: '127.0.0.1:0'}\n" + yaml.substring(yaml.indexOf("probe:")))) {
      assertEquals(
          1.0, only.scrape("/scrape?target=localhost:" + port()).value("redis_up", "zone", "a"));
      assertTrue(only.scrape("/metrics").names().contains("sonde_build_info"));
      assertEquals(200, only.get("/").statusCode());
      assertEquals(
          "name a target, ?target=NAME: there is none\n", only.get("/probe?target=").body());
    }
  }
}
