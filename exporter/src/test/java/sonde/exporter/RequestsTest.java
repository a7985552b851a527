package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Format;
import sonde.servers.RedisServer;
import sonde.testkit.Await;

/** What requests may ask, and what they are told when it is not to be had. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the rest.
class RequestsTest {
  private static final String OPENMETRICS = "application/openmetrics-text; version=1.0.0";

  @TempDir static Path directory;
  private static RedisServer redis;
  private static TestExporter exporter;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.builder().start();
    String address = "type: redis, address: redis://" + redis.address();
    exporter =
        TestExporter.ofFile(
            directory,
            """
            web: {listen: 127.0.0.1:0, openmetrics: true}
            targets:
              cache: {%1$s, collectors: {slowlog: false}}
              sessions: {%1$s}
            """
                .formatted(address));
  }

  @AfterAll
  static void stop() {
    exporter.close();
    redis.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /probe                        | name a target, ?target=NAME: there are cache, sessions
          /probe?target=                | name a target, ?target=NAME: there are cache, sessions
          /probe?target=cahce           | there is no target cahce, did you mean cache? there are cache, sessions
          /probe?target=other           | there is no target other: there are cache, sessions
          /probe?target=%3Cb%3E%0A      | there is no target <b>?: there are cache, sessions
          /probe?target=u:hunter2@h:1   | a target must not contain user information; the configuration has the credentials
          /probe?target=u%3Ahunter2%40h | a target must not contain user information; the configuration has the credentials
          /probe?target=cache&collect[]=slowlog | collector slowlog is switched off in the configuration
          """)
  void whatIsNotThereIsRefusedWithWhatThereIs(String path, String said) throws Exception {
    HttpResponse<String> response = exporter.get(path);
    assertEquals(400, response.statusCode());
    assertEquals(said + "\n", response.body());
    assertEquals("text/plain; charset=utf-8", response.headers().firstValue("content-type").get());
  }

  @Test
  void anAddressIsNoTarget() throws Exception {
    // A second server, so that a connection to it would be seen.
    try (RedisServer other = RedisServer.builder().start()) {
      int before = Clients.accepted(other);
      HttpResponse<String> response = exporter.get("/probe?target=redis://" + other.address());
      assertEquals(403, response.statusCode());
      assertEquals(before + 1, Clients.accepted(other), "just the one that asks");
    }
  }

  @Test
  void anUnknownCollectorIsRefusedWithAllThatThereAre() throws Exception {
    for (String path : List.of("/probe?target=sessions&", "/metrics?")) {
      HttpResponse<String> response = exporter.get(path + "collect[]=keyspace&collect[]=slowlgo");
      assertEquals(400, response.statusCode());
      assertTrue(
          response
              .body()
              .startsWith(
                  "there is no collector slowlgo, did you mean slowlog? there are clients, "),
          response::body);
    }
  }

  @Test
  void aCollectorThatOneTargetHasCanBeAskedOfAll() throws Exception {
    Metrics metrics = exporter.scrape("/metrics?collect[]=slowlog");
    assertTrue(metrics.has("redis_slowlog_length", "target", "sessions"));
    assertFalse(metrics.has("redis_slowlog_length", "target", "cache"));
  }

  @Test
  void refusedRequestsAreCounted() throws Exception {
    double before =
        exporter.scrape("/probe?target=cache").value("redis_target_scrape_request_errors_total");
    exporter.get("/probe?target=other");
    assertEquals(
        before + 1,
        exporter.scrape("/probe?target=cache").value("redis_target_scrape_request_errors_total"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "ten", "NaN", ""})
  void aScrapeTimeoutThatIsNoneIsRefused(String seconds) throws Exception {
    HttpResponse<String> response =
        exporter.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", seconds);
    assertEquals(400, response.statusCode());
    assertEquals(
        "X-Prometheus-Scrape-Timeout-Seconds is a number of seconds above 0\n", response.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "0.5", "1e300", "Infinity"})
  void aScrapeTimeoutIsTaken(String seconds) throws Exception {
    HttpResponse<String> response =
        exporter.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", seconds);
    assertEquals(200, response.statusCode());
  }

  @Test
  void openMetricsIsAnsweredToWhoAsks() throws Exception {
    HttpResponse<String> response = exporter.get("/metrics", "Accept", OPENMETRICS);
    assertEquals(
        Format.OPENMETRICS.contentType(), response.headers().firstValue("content-type").get());
    Metrics metrics = Metrics.parse(Format.OPENMETRICS, response.body());
    assertEquals(1.0, metrics.value("redis_up", "target", "cache"));
    assertEquals(
        Format.TEXT.contentType(),
        exporter.get("/metrics").headers().firstValue("content-type").get());
  }

  @Test
  void openMetricsIsOffUnlessSwitchedOn() throws Exception {
    try (TestExporter plain =
        TestExporter.ofTargets(
            directory, "cache: {type: redis, address: redis://" + redis.address() + "}")) {
      HttpResponse<String> response = plain.get("/metrics", "Accept", OPENMETRICS);
      assertEquals(Format.TEXT.contentType(), response.headers().firstValue("content-type").get());
      TestExporter.metrics(response);
    }
  }

  @Test
  void gzipIsAnsweredToWhoAsks() throws Exception {
    HttpResponse<byte[]> response =
        exporter.getBytes("/probe?target=cache", "Accept-Encoding", "gzip");
    assertEquals("gzip", response.headers().firstValue("content-encoding").get());
    try (GZIPInputStream unpacked =
        new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      String text = new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1.0, Metrics.parse(Format.TEXT, text).value("redis_up"));
    }
    assertTrue(
        exporter.get("/probe?target=cache").headers().firstValue("content-encoding").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, /metrics, 200",
    "HEAD, /probe?target=cache, 200",
    "HEAD, /probe?target=other, 400",
    "POST, /metrics, 405",
    "DELETE, /probe?target=cache, 405",
    "POST, /, 405",
    "POST, /-/reload, 404",
    "GET, /-/reload, 404",
    "GET, /metric, 404",
    "GET, /-/healthy, 200",
    "GET, /-/ready, 200",
    "HEAD, /-/ready, 200",
    "POST, /-/healthy, 405"
  })
  void methodsAndPaths(String method, String path, int status) throws Exception {
    HttpResponse<String> response = exporter.send(method, path);
    assertEquals(status, response.statusCode());
    if (method.equals("HEAD")) {
      assertEquals("", response.body());
    }
    if (status == 405) {
      assertEquals("GET, HEAD", response.headers().firstValue("allow").get());
    }
  }

  @Test
  void aScrapeTooManyWaitsAndIsRefusedAtItsDeadline() throws Exception {
    try (RedisServer slow = RedisServer.builder().start();
        TestExporter one =
            TestExporter.ofFile(
                directory,
                """
                web: {listen: 127.0.0.1:0}
                limits: {concurrent_probes: 1, scrape_timeout: 20s}
                targets:
                  slow: {type: redis, address: redis://%s}
                  cache: {type: redis, address: redis://%s}
                """
                    .formatted(slow.address(), redis.address()))) {
      one.scrape("/probe?target=slow");
      slow.pause();
      CompletableFuture<HttpResponse<String>> holds = one.getAsync("/probe?target=slow");
      Await.until(
          () ->
              one.get("/probe?target=cache", "X-Prometheus-Scrape-Timeout-Seconds", "0.3")
                      .statusCode()
                  == 503);
      HttpResponse<String> refused =
          one.get("/probe?target=cache", "X-Prometheus-Scrape-Timeout-Seconds", "0.3");
      assertEquals(
          "as many scrapes as limits.concurrent_probes allows (1) are under way, and none ended in"
              + " time: scrape less often, or raise it\n",
          refused.body());
      assertEquals(200, one.get("/-/healthy").statusCode());
      CompletableFuture<HttpResponse<String>> waits = one.getAsync("/probe?target=cache");
      slow.resume();
      assertEquals(1.0, TestExporter.metrics(holds.get()).value("redis_up"));
      assertEquals(1.0, TestExporter.metrics(waits.get()).value("redis_up"));
    }
  }
}
