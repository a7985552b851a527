package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.servers.RedisServer;

/** The service over a single server: what is answered to whom. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, start() the rest.
class ServiceTest {
  private static final String NO_WAIT = "durability: {replicas: 0}";

  @TempDir private static Path directory;
  private static RedisServer server;
  private static Tally tally;
  private static Http http;
  private static Http admin;

  @BeforeAll
  static void start() throws Exception {
    server = RedisServer.builder().start();
    tally = Configs.start(directory, "redis: {address: '" + server.address() + "'}", NO_WAIT);
    http = new Http(tally.address());
    admin = new Http(tally.adminAddress());
  }

  @AfterAll
  static void end() {
    http.close();
    admin.close();
    tally.close();
    server.close();
  }

  @Test
  void fixedPathsWinOverIds() throws Exception {
    for (String path : List.of("/ping", "/helloworld", "/status")) {
      HttpResponse<String> answer = http.get(path);
      assertEquals(200, answer.statusCode());
      assertEquals("application/json", type(answer).replace("; charset=utf-8", ""));
      assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
      assertEquals("0", server.call("EXISTS", path.substring(1)));
    }
    assertEquals("{\"msg\":\"Hello World\"}", http.get("/helloworld").body());
    assertEquals("{\"status\":\"Up\"}", http.get("/status").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ids", "ä pfel", "a+b%", "{tag}", "🍎", "tally", "-", "favicon.ico"})
  void anIdIsStoredUnderItself(String id) throws Exception {
    String path = "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    assertEquals("{\"count\":1}", http.get(path).body());
    assertEquals("{\"count\":2}", http.get(path).body());
    assertEquals("2", server.call("GET", id));
    assertEquals("0", server.call("PERSIST", id));
  }

  @Test
  void whatStoodThereIsCountedOn() throws Exception {
    server.call("SET", "old", "41");
    assertEquals("{\"count\":42}", http.get("/old").body());
    server.call("SET", "minus", "-1");
    assertEquals("{\"count\":0}", http.get("/minus").body());
  }

  /** Lua's numbers would end at 2^53. */
  @Test
  void largeNumbersAreExact() throws Exception {
    server.call("SET", "large", "9007199254740992");
    Map<String, String> key = Map.of("Idempotency-Key", "once");
    assertEquals("{\"count\":9007199254740993}", http.send("GET", "/large", key).body());
    assertEquals("{\"count\":9007199254740993}", http.send("GET", "/large", key).body());
    server.call("SET", "largest", "9223372036854775806");
    assertEquals("{\"count\":9223372036854775807}", http.get("/largest").body());
    assertProblem(409, http.get("/largest"));
    assertEquals("9223372036854775807", server.call("GET", "largest"));
  }

  @Test
  void headDoesNotCount() throws Exception {
    http.get("/looked-at");
    HttpResponse<String> head = http.send("HEAD", "/looked-at", Map.of());
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals("1", server.call("GET", "looked-at"));
    assertEquals(200, http.send("HEAD", "/status", Map.of()).statusCode());
  }

  @Test
  void whatIsNoNumberIsLeftAlone() throws Exception {
    server.call("RPUSH", "list", "a", "b");
    assertProblem(409, http.get("/list"));
    assertEquals("a\nb", server.call("LRANGE", "list", "0", "-1").strip());
    server.call("SET", "word", "abc");
    assertProblem(409, http.get("/word"));
    assertEquals("abc", server.call("GET", "word"));
    server.call("SET", "fraction", "1.5");
    assertProblem(409, http.get("/fraction"));
    assertEquals("1.5", server.call("GET", "fraction"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a%2Fb, 400",
    "/%2Ftally%2Fping, 400",
    "/a%0Ab, 400",
    "/%FF, 400",
    "/, 404",
    "/a/b, 404",
    "/a/, 404",
    "/tally/request/a/client/k, 404",
    "/metrics/x, 404",
  })
  void badPathsAreProblems(String path, int status) throws Exception {
    String keys = server.call("DBSIZE");
    String answer = RawClient.get(tally.address(), path);
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(
        answer.toLowerCase(Locale.ROOT).contains("\r\ncontent-type: application/problem+json"),
        answer);
    assertTrue(answer.contains("\"status\":" + status), answer);
    assertEquals(keys, server.call("DBSIZE"));
  }

  /** The JDK's server answers them itself, in words of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"/a%zz", "/a%", "/\u0001"})
  void whatIsNoUrlIsRefused(String path) throws Exception {
    String answer = RawClient.get(tally.address(), path);
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  @Test
  void anIdOf256BytesIsTheLongest() throws Exception {
    assertEquals("{\"count\":1}", http.get("/" + "%C3%A4".repeat(128)).body());
    assertProblem(400, http.get("/" + "%C3%A4".repeat(128) + "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    for (String path : List.of("/posted", "/ping")) {
      HttpResponse<String> answer = http.send(method, path, Map.of());
      assertProblem(405, answer);
      assertEquals("GET, HEAD", answer.headers().firstValue("Allow").orElse(""));
    }
    assertEquals("0", server.call("EXISTS", "posted"));
  }

  @Test
  void aKeyIsCountedOncePerId() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "k-1");
    assertEquals("{\"count\":1}", http.send("GET", "/keyed", key).body());
    assertEquals("{\"count\":2}", http.get("/keyed").body());
    assertEquals("{\"count\":1}", http.send("GET", "/keyed", key).body());
    assertEquals("{\"count\":1}", http.send("GET", "/keyed-too", key).body());
    assertEquals("2", server.call("GET", "keyed"));
    assertEquals("1", server.call("GET", "keyed-too"));
  }

  @Test
  void aKeyIsRememberedSinceItsLastUse() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "kept");
    http.send("GET", "/kept", key);
    String name = "/tally/request/kept/client/kept";
    assertLives(name, 24 * 3600);
    server.call("PEXPIRE", name, "60000");
    http.send("GET", "/kept", key);
    assertLives(name, 24 * 3600);
  }

  @Test
  void aKeyMadeHereOutlivesItsRequestOnly() throws Exception {
    http.get("/unkeyed");
    String own = server.call("KEYS", "/tally/request/unkeyed/own/*").strip();
    assertLives(own, 10);
  }

  /** Within the five seconds that a test may have taken meanwhile. */
  private static void assertLives(String key, long seconds) {
    long millis = Long.parseLong(server.call("PTTL", key));
    assertTrue(millis > seconds * 1000 - 5000 && millis <= seconds * 1000, key + ": " + millis);
  }

  @Test
  void anOddKeyIsRefused() throws Exception {
    for (String key : List.of("k".repeat(129), "", "\u00e4", "a\u007f")) {
      try (RawClient client = new RawClient(tally.address())) {
        client.send("GET /odd HTTP/1.1\r\nHost: a\r\nIdempotency-Key: " + key);
        client.send("\r\nConnection: close\r\n\r\n");
        String answer = client.all();
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("printable ASCII"), answer);
      }
    }
    assertEquals("0", server.call("EXISTS", "odd"));
    String longest = "k".repeat(128);
    assertEquals(200, http.send("GET", "/odd", Map.of("Idempotency-Key", longest)).statusCode());
  }

  @Test
  void prefixAndDatabaseKeepServicesApart() throws Exception {
    Rights.grant(
        server,
        Stream.concat(
                Rights.REDIS.stream().filter(right -> !right.equals("~*")),
                Stream.of("+select", "~one:*", "~two:*", "~/tally/*"))
            .toList());
    String redis =
        "redis: {address: '%s', username: tally, password: narrow, database: 3, prefix: 'PREFIX'}"
            .formatted(server.address());
    Map<String, String> key = Map.of("Idempotency-Key", "same");
    try (Tally one = Configs.start(directory, redis.replace("PREFIX", "one:"), NO_WAIT);
        Tally two = Configs.start(directory, redis.replace("PREFIX", "two:"), NO_WAIT);
        Http first = new Http(one.address());
        Http second = new Http(two.address())) {
      assertEquals("{\"count\":1}", first.get("/apart").body());
      assertEquals("{\"count\":2}", first.send("GET", "/apart", key).body());
      assertEquals("{\"count\":1}", second.send("GET", "/apart", key).body());
    }
    assertEquals("0", server.call("EXISTS", "apart", "one:apart"));
    assertTrue(server.call("INFO", "keyspace").contains("db3:"));
  }

  @Test
  void aFlushedScriptIsBroughtAgain() throws Exception {
    assertEquals("{\"count\":1}", http.get("/flushed").body());
    server.call("SCRIPT", "FLUSH");
    assertEquals("{\"count\":2}", http.get("/flushed").body());
  }

  @Test
  void tellsHowItIs() throws Exception {
    assertEquals(200, admin.get("/-/healthy").statusCode());
    assertEquals(200, admin.get("/-/ready").statusCode());
    // Clients of the service do not see its insides, and the other way round.
    assertEquals(404, http.get("/-/ready").statusCode());
    assertEquals(404, admin.get("/apples").statusCode());
  }

  private static void assertProblem(int status, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals("application/problem+json", type(answer));
    assertTrue(
        answer
            .body()
            .matches("\\{\"title\":\"[A-Za-z ]+\",\"status\":" + status + ",\"detail\":\".+\"}"),
        answer::body);
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    assertFalse(answer.body().contains("Exception"), answer::body);
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }
}
