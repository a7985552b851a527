package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisGroup;
import sonde.servers.RedisServer;
import sonde.servers.ServerException;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** What goes wrong around a primary with replicas and Sentinels, but for failovers. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, start() the rest.
class TroubleTest {
  private static final String MASTER = "trouble";
  private static final String PASSWORD = "counted";
  private static final String SENTINEL_PASSWORD = "watched";

  @TempDir private static Path directory;
  private static RedisGroup group;

  @BeforeAll
  static void start() {
    group =
        RedisGroup.start(
            new RedisGroup.Options(MASTER, PASSWORD, SENTINEL_PASSWORD, null),
            UnaryOperator.identity());
  }

  @AfterAll
  static void end() {
    group.close();
  }

  private static Tally tally(String sentinelUser, String user) throws Exception {
    String sentinels =
        group.sentinels().stream().map(RedisServer::address).collect(Collectors.joining(", "));
    return Configs.start(
        directory,
        "redis:",
        "  sentinel: {master: %s, addresses: [%s], %s}".formatted(MASTER, sentinels, sentinelUser),
        "  " + user);
  }

  private static Tally tally() throws Exception {
    return tally("password: " + SENTINEL_PASSWORD, "password: " + PASSWORD);
  }

  @Test
  void aUserNeedsFewRightsAndAGoodGroupIsNotWarnedAbout() throws Exception {
    group.servers().forEach(server -> Rights.grant(server, Rights.REDIS));
    group.sentinels().forEach(sentinel -> Rights.grant(sentinel, Rights.SENTINEL));
    try (Logs logs = new Logs();
        Tally tally =
            tally("username: tally, password: narrow", "username: tally\n  password: narrow");
        Http http = new Http(tally.address())) {
      Await.until(() -> http.get("/ping").statusCode() == 200);
      assertEquals("{\"count\":1}", http.get("/narrow").body());
      assertEquals("{\"count\":2}", http.get("/narrow").body());
      Await.until(
          () -> group.primary().call("INFO", "commandstats").contains("cmdstat_config|get"));
      assertEquals(List.of(), warnings(logs));
      for (RedisServer sentinel : group.sentinels()) {
        Await.until(
            () ->
                sentinel
                    .call("CLIENT", "LIST")
                    .lines()
                    .anyMatch(line -> line.contains("user=tally ") && line.contains(" sub=1 ")));
      }
    }
  }

  /** A Sentinel on a busy machine may be late, which is no fault of its settings. */
  private static List<String> warnings(Logs logs) {
    List<String> addresses = group.servers().stream().map(RedisServer::address).toList();
    return logs.with("").stream()
        .filter(line -> line.matches("(WARN|ERROR) .*"))
        .filter(line -> line.contains("NOPERM") || addresses.stream().anyMatch(line::contains))
        .toList();
  }

  @Test
  void aMissingRightIsSaid() throws Exception {
    List<String> less = new ArrayList<>(Rights.REDIS);
    less.remove("+incr");
    less.remove("+config|get");
    group.servers().forEach(server -> Rights.grant(server, less));
    try (Logs logs = new Logs();
        Tally tally =
            tally("password: " + SENTINEL_PASSWORD, "username: tally\n  password: narrow");
        Http http = new Http(tally.address())) {
      Await.until(() -> http.get("/ping").statusCode() == 200);
      HttpResponse<String> answer = http.get("/forbidden");
      assertEquals(503, answer.statusCode(), answer::body);
      assertEquals(1, logs.with("docs/tally.md lists its rights").size());
      Await.until(() -> logs.with("which cannot be checked: CONFIG GET").size() == 1);
    }
    assertEquals("0", group.primary().call("EXISTS", "forbidden"));
  }

  @Test
  void aWrongPasswordOfRedisIsRefusedAtOnceAndSaidOnce() throws Exception {
    try (Logs logs = new Logs();
        Tally tally = tally("password: " + SENTINEL_PASSWORD, "password: hunter2");
        Http http = new Http(tally.address())) {
      Await.until(() -> !logs.with("Redis' primary is").isEmpty());
      for (int i = 0; i < 3; i++) {
        assertUnavailable("was not counted", http.get("/wrong"));
      }
      assertEquals(500, http.get("/ping").statusCode());
      assertEquals(200, http.get("/status").statusCode());
      List<String> told =
          logs.with("refused the password").stream()
              .filter(line -> line.startsWith("WARN "))
              .toList();
      assertEquals(1, told.size(), told::toString);
      assertEquals(List.of(), logs.with("hunter2"));
    }
  }

  @Test
  void aWrongPasswordOfTheSentinelsIsSaid() throws Exception {
    try (Logs logs = new Logs();
        Tally tally = tally("password: hunter2", "password: " + PASSWORD);
        Http http = new Http(tally.address())) {
      assertUnavailable("was not counted", http.get("/wrong"));
      for (RedisServer sentinel : group.sentinels()) {
        List<String> told = logs.with(sentinel.address() + ": the server refused the password");
        assertTrue(!told.isEmpty(), () -> logs.with("").toString());
      }
      assertEquals(List.of(), logs.with("hunter2"));
    }
  }

  @Test
  void theKnownPrimaryServesWithoutSentinels() throws Exception {
    try (Logs logs = new Logs();
        Tally tally = tally();
        Http http = new Http(tally.address())) {
      assertEquals("{\"count\":1}", http.get("/orphan").body());
      RedisServer primary = group.primary();
      group.sentinels().forEach(RedisServer::stop);
      try {
        for (RedisServer sentinel : group.sentinels()) {
          Await.until(() -> !logs.with(sentinel.address() + ": ").isEmpty());
        }
        for (int i = 2; i < 20; i++) {
          assertEquals("{\"count\":" + i + "}", http.get("/orphan").body());
        }
        assertEquals("19", primary.call("GET", "orphan"));
      } finally {
        group.sentinels().forEach(RedisServer::restart);
      }
      for (RedisServer sentinel : group.sentinels()) {
        Await.until(
            () -> !logs.with(sentinel.address() + ": the Sentinel answers again").isEmpty());
      }
    }
  }

  @Test
  void whatNoReplicaConfirmsIsNotAcknowledged() throws Exception {
    try (Tally tally = tally();
        Http http = new Http(tally.address());
        Http admin = new Http(tally.adminAddress())) {
      Map<String, String> key = Map.of("Idempotency-Key", "unsure");
      assertEquals("{\"count\":1}", http.get("/unsure").body());
      RedisServer primary = group.primary();
      List<RedisServer> replicas =
          group.servers().stream().filter(server -> server != primary).toList();
      replicas.forEach(RedisServer::pause);
      try {
        assertUnavailable("may have been counted", http.send("GET", "/unsure", key));
      } finally {
        replicas.forEach(RedisServer::resume);
      }
      Await.until(() -> http.send("GET", "/unsure", key).statusCode() == 200);
      assertEquals("{\"count\":2}", http.send("GET", "/unsure", key).body());
      assertEquals("2", primary.call("GET", "unsure"));
      String metrics = admin.get("/metrics").body();
      assertTrue(
          metrics.lines().anyMatch(line -> line.matches("tally_unconfirmed_total [1-9].*")),
          metrics);
      Await.until(group::isWhole);
    }
  }

  /** The old primary is alive, and goes on counting with the replica that was not promoted. */
  @Test
  void aPlannedFailoverLosesNothing() throws Exception {
    Await.until(group::isWhole);
    RedisServer before = group.primary();
    AtomicBoolean over = new AtomicBoolean();
    Set<String> numbers = ConcurrentHashMap.newKeySet();
    try (Tally tally = tally();
        Http http = new Http(tally.address());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals("{\"count\":1}", http.get("/planned").body());
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(
            threads.submit(
                () -> {
                  int calls = 0;
                  for (; !over.get(); calls++) {
                    HttpResponse<String> answer = http.get("/planned");
                    assertTrue(
                        answer.statusCode() == 503 || numbers.add(answer.body()),
                        () -> answer.body() + " was answered before");
                  }
                  return calls;
                }));
      }
      try {
        Await.until(() -> numbers.size() > 20);
        group.sentinels().getFirst().call("SENTINEL", "FAILOVER", MASTER);
        Await.until(() -> group.primary() != before);
        int then = numbers.size();
        Await.until(() -> numbers.size() > then + 20);
        Await.until(() -> isReplica(before));
      } finally {
        over.set(true);
      }
      int calls = 1;
      for (Future<Integer> client : clients) {
        calls += client.get();
      }
      int stored = Integer.parseInt(group.primary().call("GET", "planned"));
      assertTrue(stored > numbers.size() && stored <= calls, stored + " of " + numbers.size());
    }
    Await.until(group::isWhole);
  }

  /** A server that becomes a replica is told to close its connections, this one too. */
  private static boolean isReplica(RedisServer server) {
    try {
      return server.call("ROLE").startsWith("slave");
    } catch (ServerException e) {
      return false;
    }
  }

  private static void assertUnavailable(String detail, HttpResponse<String> answer) {
    assertEquals(503, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains(detail), answer::body);
    assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
  }
}
