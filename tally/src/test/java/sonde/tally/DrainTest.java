package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** The end of a service: nobody is cut off. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, start() the rest.
class DrainTest {
  /** What a client sends on after it has been told to close: a balancer takes its time. */
  private static final int MORE = 20;

  @TempDir private static Path directory;
  private RedisServer server;
  private Tally tally;
  private Http http;
  private Http admin;
  private ExecutorService threads;

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.builder().start();
    tally =
        Configs.start(
            directory, "redis: {address: '" + server.address() + "'}", "durability: {replicas: 0}");
    http = new Http(tally.address());
    admin = new Http(tally.adminAddress());
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void end() {
    threads.close();
    http.close();
    admin.close();
    tally.close();
    server.close();
  }

  private Future<?> drain() {
    return threads.submit(
        () -> {
          tally.drain();
          return null;
        });
  }

  @Test
  void clientsWhoGoWhenToldNeverFail() throws Exception {
    List<Future<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(threads.submit(this::untilToldToClose));
    }
    Await.until(() -> server.call("GET", "hammered").compareTo("") > 0);
    Future<?> drained = drain();
    Await.until(() -> admin.get("/-/ready").statusCode() == 503);
    assertEquals(200, admin.get("/-/healthy").statusCode());
    int answered = 0;
    for (Future<Integer> client : clients) {
      answered += client.get();
    }
    drained.get();
    assertEquals(Integer.toString(answered), server.call("GET", "hammered"));
    assertThrows(ConnectException.class, () -> http.get("/hammered"));
  }

  /** How many calls were answered, all of them by 200. */
  private int untilToldToClose() throws Exception {
    int answered = 0;
    int told = 0;
    try (Http client = new Http(tally.address())) {
      while (told < MORE) {
        HttpResponse<String> answer = client.get("/hammered");
        assertEquals(200, answer.statusCode());
        answered++;
        boolean close = answer.headers().firstValue("Connection").orElse("").equals("close");
        assertFalse(told > 0 && !close, "told to close, then no more");
        told += close ? 1 : 0;
      }
    }
    return answered;
  }

  @Test
  void aRequestUnderWayIsAnswered() throws Exception {
    assertEquals("{\"count\":1}", http.get("/slow").body());
    server.pause();
    Future<?> drained;
    CompletableFuture<HttpResponse<String>> slow;
    try {
      slow = http.getAsync("/slow");
      Await.until(
          () -> admin.get("/metrics").body().contains("http_server_requests_in_flight 1.0"));
      drained = drain();
      // Its listener is closed, and the request still waits for Redis.
      Await.until(this::listensNoMore);
    } finally {
      server.resume();
    }
    assertEquals("{\"count\":2}", slow.get().body());
    drained.get();
    assertEquals("2", server.call("GET", "slow"));
  }

  /** Asks for nothing, as draining lasts until no more requests come. */
  private boolean listensNoMore() throws IOException {
    try (RawClient _ = new RawClient(tally.address())) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void endsSoonWhenNobodyCalls() throws Exception {
    assertEquals(200, http.get("/status").statusCode());
    try (Logs logs = new Logs()) {
      tally.drain();
      assertTrue(!logs.with("draining: not ready any more").isEmpty());
      assertTrue(!logs.with("drained").isEmpty());
    }
    assertThrows(ConnectException.class, () -> admin.get("/-/ready"));
  }
}
