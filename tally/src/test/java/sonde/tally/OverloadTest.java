package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** A server that is full, stopped or read-only, and clients that are many, slow or greedy. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, start() the rest.
class OverloadTest {
  @TempDir private static Path directory;
  private RedisServer server;
  private Tally tally;
  private Http http;
  private Http admin;

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.builder().start();
    tally =
        Configs.start(
            directory, "redis: {address: '" + server.address() + "'}", "durability: {replicas: 0}");
    http = new Http(tally.address());
    admin = new Http(tally.adminAddress());
    assertEquals("{\"count\":1}", http.get("/warm").body());
  }

  @AfterEach
  void end() {
    http.close();
    admin.close();
    tally.close();
    server.close();
  }

  @Test
  void eachSettingThatLosesCountsIsWarnedAbout() throws Exception {
    try (RedisServer careless =
            RedisServer.builder()
                .config("appendonly", "yes")
                .config("appendfsync", "everysec")
                .config("maxmemory-policy", "allkeys-lru")
                .start();
        Logs logs = new Logs();
        Tally warned = Configs.start(directory, "redis: {address: '" + careless.address() + "'}")) {
      String start = "WARN " + careless.address() + ": ";
      Await.until(() -> logs.with(careless.address() + ": ").size() >= 3);
      List<String> told = logs.with(careless.address() + ": ");
      assertEquals(3, told.size(), told::toString);
      assertTrue(told.get(0).startsWith(start + "appendfsync is everysec"), told::toString);
      assertTrue(told.get(1).startsWith(start + "maxmemory-policy is allkeys-lru"), told::toString);
      assertTrue(told.get(2).startsWith(start + "min-replicas-to-write is 0"), told::toString);
      assertTrue(warned.address().port() > 0);
    }
  }

  @Test
  void aServerThatComesLaterIsCheckedThen() throws Exception {
    server.stop();
    try (Logs logs = new Logs();
        Tally early =
            Configs.start(
                directory,
                "redis: {address: '" + server.address() + "'}",
                "durability: {replicas: 0}")) {
      server.restart();
      Await.until(() -> !logs.with(server.address() + ": appendonly is not yes").isEmpty());
      assertTrue(early.address().port() > 0);
    }
  }

  @Test
  void aFullServerCountsNothing() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "before");
    assertEquals("{\"count\":1}", http.send("GET", "/full", key).body());
    server.call("CONFIG", "SET", "maxmemory", "1");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = http.get("/full");
      assertEquals(503, answer.statusCode());
      assertTrue(answer.body().contains("was not counted"), answer::body);
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    }
    assertEquals("{\"count\":1}", http.send("GET", "/full", key).body());
    assertEquals("1", server.call("GET", "full"));
    server.call("CONFIG", "SET", "maxmemory", "0");
    assertEquals("{\"count\":2}", http.get("/full").body());
  }

  @Test
  void aReadOnlyServerCountsNothing() throws Exception {
    server.call("REPLICAOF", "127.0.0.1", "1");
    HttpResponse<String> answer = http.get("/read-only");
    assertEquals(503, answer.statusCode());
    assertTrue(answer.body().contains("was not counted"), answer::body);
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    // A request that is under way when the server takes writes again is answered.
    CompletableFuture<HttpResponse<String>> waiting = http.getAsync("/read-only");
    server.call("REPLICAOF", "NO", "ONE");
    assertEquals("{\"count\":1}", waiting.get().body());
  }

  @Test
  void moreThanTheQueueHoldsAreSentAway() throws Exception {
    server.pause();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        answers.add(http.getAsync("/queued"));
      }
      Await.until(
          () ->
              metric("tally_redis_operations_total{operation=\"count\",outcome=\"crowded\"}") > 0);
    } finally {
      server.resume();
    }
    int counted = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      int status = answer.get().statusCode();
      assertTrue(status == 200 || status == 503, answer.get()::body);
      counted += status == 200 ? 1 : 0;
    }
    long stored = Long.parseLong(server.call("INCRBY", "queued", "0"));
    assertTrue(counted <= stored && stored <= 200, counted + " acknowledged, " + stored);
    assertTrue(counted < 200);
  }

  @Test
  void openConnectionsCostOthersNothing() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 5000; i++) {
        clients.add(new RawClient(tally.address()));
        if (i % 100 == 0) {
          assertEquals(200, http.get("/beside").statusCode());
        }
      }
      assertEquals("{\"count\":51}", http.get("/beside").body());
      for (RawClient client : clients) {
        client.send("GET /status HTTP/1.1\r\nHost: a\r\n\r\n");
        String answer = client.some();
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
      }
      assertEquals("{\"count\":52}", http.get("/beside").body());
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void slowClientsCostOthersNothing() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        RawClient client = new RawClient(tally.address());
        clients.add(client);
        client.send("GET /slow HT");
      }
      for (int i = 1; i <= 50; i++) {
        assertEquals("{\"count\":" + i + "}", http.get("/quick").body());
      }
      RawClient last = clients.getLast();
      last.send("TP/1.1\r\nHost: a\r\n\r\n");
      assertTrue(last.some().endsWith("{\"count\":1}"));
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void oversizedRequestsAreRefused() throws Exception {
    List<String> oversized =
        List.of(
            "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(100_000) + "\r\n\r\n",
            "GET /a HTTP/1.1\r\n" + "X: a\r\n".repeat(1000) + "\r\n");
    for (String request : oversized) {
      try (RawClient client = new RawClient(tally.address())) {
        String answer = refused(client, request);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
      }
    }
    try (RawClient client = new RawClient(tally.address())) {
      client.send("GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
      String answer = refused(client, "a".repeat(100_000));
      assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 413 "), answer);
    }
    assertEquals("0", server.call("EXISTS", "a"));
    assertEquals(200, admin.get("/-/healthy").statusCode());
    assertEquals("{\"count\":2}", http.get("/warm").body());
  }

  private static String refused(RawClient client, String request) {
    try {
      client.send(request);
      return client.some();
    } catch (IOException e) {
      // Closed while it was still being sent.
      return "";
    }
  }

  private double metric(String series) throws Exception {
    return admin
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }
}
