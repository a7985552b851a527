package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.CertificateAuthority;
import sonde.servers.RedisServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/**
 * Servers that cannot be scraped, for any reason: 200 with up 0 in time, the cause on the page and
 * once in the log, and nothing of it at the other targets.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and the methods before the rest.
class TroubleTest {
  private static final String PASSWORD = "hunter2";
  private static final String LATE = "no answer to the connection attempt within N";
  private static final Pattern TIMES = Pattern.compile("[0-9.]+ ?m?s\\b");

  @TempDir static Path directory;
  private static RedisServer good;
  private Logs logs;

  @BeforeAll
  static void start() {
    good =
        RedisServer.builder()
            .password(PASSWORD)
            .user("narrow on >narrow -@all +info +ping")
            .user("nothing on >nothing -@all +ping")
            .start();
  }

  @AfterAll
  static void stop() {
    good.close();
  }

  @BeforeEach
  void listen() {
    logs = new Logs();
  }

  @AfterEach
  void stopListening() {
    logs.close();
  }

  /** An exporter of the good server and of a target of the given keys. */
  private TestExporter beside(String bad) throws Exception {
    return TestExporter.ofTargets(
        directory,
        "good: {type: redis, address: redis://" + good.address() + ", password: " + PASSWORD + "}",
        "bad: {type: redis, " + bad + "}");
  }

  /**
   * Scrapes twice, and finds the target down for one of these reasons, told once. Reasons are
   * several where the client and the deadline's alarm may be the first to give up.
   */
  private void isDown(TestExporter exporter, String seconds, String node, List<String> reasons)
      throws Exception {
    for (int i = 0; i < 2; i++) {
      Metrics metrics = exporter.scrape("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", seconds);
      assertEquals(0.0, metrics.value("redis_up", "target", "bad"));
      assertEquals(0.0, metrics.value("sonde_target_up", "target", "bad", "node", node));
      assertEquals(
          1.0, metrics.value("redis_exporter_last_scrape_error", "target", "bad", "err", ""));
      assertFalse(metrics.has("redis_uptime_in_seconds", "target", "bad"));
      assertEquals(1.0, metrics.value("redis_up", "target", "good"));
      assertTrue(metrics.has("redis_uptime_in_seconds", "target", "good"));
    }
    Await.until(() -> !logs.with("target bad").isEmpty());
    List<String> told = logs.with("target bad");
    assertEquals(1, told.size(), told::toString);
    String start = "WARN target bad, node " + node + ": down: ";
    assertTrue(told.getFirst().startsWith(start), told::toString);
    String reason = told.getFirst().substring(start.length());
    assertTrue(reasons.contains(TIMES.matcher(reason).replaceAll("N")), reason);
    assertEquals(1, logs.with("target good").size(), () -> logs.with("target good").toString());
    String page = TIMES.matcher(exporter.get("/").body()).replaceAll("N");
    assertTrue(reasons.stream().anyMatch(one -> page.contains(Console.escaped(one))), page);
    assertEquals(List.of(), logs.with(PASSWORD));
    assertFalse(page.contains(PASSWORD));
  }

  /** A target that says no. */
  private void isDown(String keys, String node, String reason) throws Exception {
    try (TestExporter exporter = beside(keys)) {
      isDown(exporter, "20", node, List.of(reason));
    }
  }

  /** A target that says nothing. */
  private void isSilent(String keys, String node, String... reasons) throws Exception {
    try (TestExporter exporter = beside(keys)) {
      exporter.scrape("/probe?target=good");
      isDown(exporter, "2.25", node, List.of(reasons));
    }
  }

  @Test
  void aWrongPassword() throws Exception {
    isDown(
        "address: redis://" + good.address() + ", password: hunter3",
        good.address(),
        good.address()
            + ": the server refused the password of the default user, or the user is unknown or"
            + " off");
  }

  @Test
  void noPasswordWhereOneIsWanted() throws Exception {
    isDown(
        "address: redis://" + good.address(),
        good.address(),
        "INFO ALL was refused: NOAUTH Authentication required. (set username and password_file)");
  }

  @Test
  void aUserWhoMayNothing() throws Exception {
    isDown(
        "address: redis://" + good.address() + ", username: nothing, password: nothing",
        good.address(),
        "INFO ALL was refused: NOPERM this user has no permissions to run the 'info' command"
            + " (`sonde grants redis` prints what to grant)");
  }

  @Test
  void nothingListens() throws Exception {
    String address;
    try (FakePort port = FakePort.silent()) {
      address = port.address();
    }
    isDown(
        "address: redis://" + address,
        address,
        address + ": connection refused: does the server run and listen there?");
  }

  @Test
  void aNameWithoutAddress() throws Exception {
    isDown(
        "address: redis://sonde.invalid:6379",
        "sonde.invalid:6379",
        "sonde.invalid:6379: the name has no address: check it and the name service");
  }

  @Test
  void aSocketThatIsNotThere() throws Exception {
    Path socket = directory.resolve("no.sock");
    isDown("address: unix://" + socket, socket.toString(), socket + ": there is no such socket");
  }

  @Test
  void tlsToAPlainPort() throws Exception {
    isSilent(
        "address: rediss://" + good.address(),
        good.address(),
        good.address()
            + ": no TLS handshake within N: if the port does not speak TLS, use redis://",
        LATE);
  }

  @Test
  void aCertificateOfAnUnknownAuthority() throws Exception {
    CertificateAuthority ours = CertificateAuthority.create(directory, "ours");
    CertificateAuthority theirs = CertificateAuthority.create(directory, "theirs");
    try (RedisServer server =
        RedisServer.builder().tls(theirs.issue("server", "127.0.0.1"), false).start()) {
      isDown(
          "address: rediss://" + server.address() + ", tls: {ca_file: " + ours.file() + "}",
          server.address(),
          server.address()
              + ": the server's certificate is not trusted (unable to find valid certification path"
              + " to requested target): set ca_file to the authority that signed it");
    }
  }

  @Test
  void aPortOfAnHttpServer() throws Exception {
    try (FakePort http = FakePort.http()) {
      isDown(
          "address: redis://" + http.address(),
          http.address(),
          http.address()
              + ": the server speaks HTTP, it answered \"HTTP/1.1 400 Bad Request\": check the port");
    }
  }

  @Test
  void aPortThatIsSilent() throws Exception {
    try (FakePort silent = FakePort.silent()) {
      isSilent(
          "address: redis://" + silent.address(),
          silent.address(),
          silent.address()
              + ": connected, but no answer within N: the server is stopped or overloaded, or the port is not Redis",
          "no answer to INFO ALL within N");
    }
  }

  @Test
  void aRefusedCommandCostsOnlyItsCollectors() throws Exception {
    try (TestExporter exporter =
        beside("address: redis://" + good.address() + ", username: narrow, password: narrow")) {
      for (int i = 0; i < 2; i++) {
        Metrics metrics = exporter.scrape("/probe?target=bad");
        assertEquals(1.0, metrics.value("redis_up"));
        assertTrue(metrics.has("redis_uptime_in_seconds"));
        assertFalse(metrics.names().contains("redis_slowlog_length"));
        String node = good.address();
        assertEquals(
            0.0, metrics.value("sonde_collector_success", "node", node, "collector", "slowlog"));
        assertEquals(
            1.0, metrics.value("sonde_collector_success", "node", node, "collector", "memory"));
      }
      Await.until(() -> !logs.with("collector slowlog").isEmpty());
      List<String> told = logs.with("collector slowlog");
      assertEquals(1, told.size(), told::toString);
      String start = "WARN target bad, node " + good.address() + ", collector slowlog: failed: ";
      assertTrue(told.getFirst().startsWith(start + "SLOWLOG "), told::toString);
      assertTrue(told.getFirst().contains(" was refused: NOPERM "), told::toString);
      assertTrue(told.getFirst().endsWith("(`sonde grants redis` prints what to grant)"));
      String said = told.getFirst().substring(start.length());
      assertTrue(exporter.get("/").body().contains(Console.escaped(said)));
    }
  }

  @Test
  void aServerThatStopsInTheMiddleOfAScrapeAndGoesOn() throws Exception {
    try (RedisServer server = RedisServer.builder().start();
        TestExporter exporter = beside("address: redis://" + server.address())) {
      assertEquals(1.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      server.pause();
      CompletableFuture<HttpResponse<String>> stuck =
          exporter.getAsync("/probe?target=bad", "X-Prometheus-Scrape-Timeout-Seconds", "3");
      assertEquals(1.0, exporter.scrape("/probe?target=good").value("redis_up"));
      assertFalse(stuck.isDone(), "another target waited for it");
      assertEquals(0.0, TestExporter.metrics(stuck.get()).value("redis_up"));
      server.resume();
      assertEquals(1.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      Await.until(() -> logs.with("target bad").size() == 3);
      List<String> told = logs.with("target bad");
      String start = "WARN target bad, node " + server.address() + ": down: ";
      assertTrue(told.get(1).startsWith(start), told::toString);
      // The client or the deadline's alarm, whichever gives up first.
      assertTrue(TIMES.matcher(told.get(1)).replaceAll("N").contains(" within N"), told::toString);
      assertTrue(told.get(2).startsWith("INFO target bad, node " + server.address() + ": up: "));
    }
  }

  @Test
  void aRestartBetweenScrapesIsNotSeen() throws Exception {
    try (RedisServer server = RedisServer.builder().start();
        TestExporter exporter = beside("address: redis://" + server.address())) {
      for (int i = 0; i < 3; i++) {
        assertEquals(1.0, exporter.scrape("/probe?target=bad").value("redis_up"));
        server.restart();
      }
      assertEquals(1.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      assertEquals(1, logs.with("target bad").size(), () -> logs.with("target bad").toString());
    }
  }

  @Test
  void aServerThatIsDownAndComesBack() throws Exception {
    try (RedisServer server = RedisServer.builder().start();
        TestExporter exporter = beside("address: redis://" + server.address())) {
      assertEquals(1.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      server.kill();
      assertEquals(0.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      assertEquals(0.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      server.restart();
      assertEquals(1.0, exporter.scrape("/probe?target=bad").value("redis_up"));
      Await.until(() -> logs.with("target bad").size() == 3);
      assertTrue(logs.with("target bad").get(1).contains(": down: "));
      assertTrue(logs.with("target bad").get(2).contains(": up: "));
      String page = exporter.get("/").body();
      assertTrue(page.contains("last error, "), page);
      assertTrue(page.contains("connection refused"), page);
    }
  }

  @Test
  void aReplicaThatIsPromoted() throws Exception {
    try (RedisServer replica = RedisServer.builder().replicaOf(good).start();
        TestExporter exporter =
            beside("address: redis://" + replica.address() + ", instance_role_label: true")) {
      Await.until(
          () -> exporter.scrape("/probe?target=bad").series("redis_connected_slaves").size() == 1);
      Metrics before = exporter.scrape("/probe?target=bad");
      assertTrue(before.has("redis_up", "instance_role", "slave"));
      assertTrue(before.names().contains("redis_master_link_up"));
      assertTrue(exporter.get("/").body().contains("slave"));
      replica.call("REPLICAOF", "NO", "ONE");
      Metrics after = exporter.scrape("/probe?target=bad");
      assertEquals(1.0, after.value("redis_up", "instance_role", "master"));
      assertFalse(after.names().contains("redis_master_link_up"));
    }
  }
}
