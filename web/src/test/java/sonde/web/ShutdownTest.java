package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server ends. The patience is an hour where nothing should have to be waited for. */
@Timeout(60)
class ShutdownTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void aRunningRequestIsAnswered() throws Exception {
    WebServer server = start(Duration.ofHours(1));
    try (var client = new RawClient(port(server))) {
      client.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(entered.await(20, TimeUnit.SECONDS));
      Thread closing = Thread.ofVirtual().start(server::close);
      awaitRefused(port(server));
      release.countDown();
      assertEquals("HTTP/1.1 200 OK", client.readLine());
      closing.join();
    }
  }

  @Test
  void aHungRequestIsNotWaitedForLong() throws Exception {
    WebServer server = start(Duration.ofMillis(100));
    try (var client = new RawClient(port(server))) {
      client.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(entered.await(20, TimeUnit.SECONDS));
      server.close();
      assertEquals(0, client.drain());
    } finally {
      release.countDown();
    }
  }

  @Test
  void brokenAndIdleConnectionsAreNotWaitedFor() throws Exception {
    WebServer server = start(Duration.ofHours(1));
    // The JDK's server never counts an exchange as ended whose response could not be written.
    try (var broken = new RawClient(port(server))) {
      broken.send("GET /breaks HTTP/1.1\r\nHost: x\r\n\r\n");
      broken.drain();
    }
    try (var idle = new RawClient(port(server));
        var silent = new RawClient(port(server))) {
      idle.send("GET /fast HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals("HTTP/1.1 200 OK", idle.readLine());
      server.close();
      assertEquals(0, silent.drain());
    }
  }

  @Test
  void aClosedServersPortIsFree() throws Exception {
    WebServer first = start(Duration.ofHours(1));
    ListenAddress address = first.addresses().getFirst();
    first.close();
    WebServer second = WebServer.start(WebServer.Options.of(address, Routes.builder().build()));
    assertEquals(address, second.addresses().getFirst());
    second.close();
  }

  private WebServer start(Duration closeTime) throws Exception {
    Routes routes =
        Routes.builder()
            .get("/fast", _ -> Response.text(200, "fast"))
            .get("/waits", _ -> waits())
            .get("/breaks", _ -> Response.stream(200, "text/plain", ShutdownTest::breaks))
            .build();
    Duration patience = Duration.ofHours(1);
    var limits = new Limits(8, 4, patience, patience, patience, 1024, closeTime);
    var listener = new WebServer.Listener(ListenAddress.parse("127.0.0.1:0"), routes);
    return WebServer.start(new WebServer.Options(List.of(listener), null, limits));
  }

  private Response waits() throws InterruptedException {
    entered.countDown();
    release.await();
    return Response.text(200, "done");
  }

  private static void breaks(OutputStream out) throws IOException {
    out.write(new byte[1 << 17]);
    throw new IOException("broken off");
  }

  private static void awaitRefused(int port) {
    for (int i = 0; i < 20_000; i++) {
      try (var client = new RawClient(port)) {
        Thread.onSpinWait();
      } catch (IOException e) {
        return;
      }
    }
    throw new AssertionError("the server goes on accepting");
  }

  private static int port(WebServer server) {
    return server.addresses().getFirst().port();
  }
}
