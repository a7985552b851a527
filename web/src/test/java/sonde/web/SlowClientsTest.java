package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that are slow, silent or greedy: whatever they do, another one is served. The limits are
 * small, so that few clients are many.
 */
@Timeout(60)
class SlowClientsTest {
  private static final int PLACES = 8;
  private static final int HANDLED = 4;
  private static final long RESPONSE = 64L << 20;

  private final List<RawClient> clients = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(HANDLED);
  private WebServer server = start(Duration.ofHours(1));

  private WebServer start(Duration patience) {
    Routes.Builder routes =
        Routes.builder()
            .get("/", _ -> Response.text(200, "served"))
            .get("/large", _ -> Response.stream(200, "text/plain", SlowClientsTest::writeLarge))
            .get("/waits", _ -> waits());
    Health.addTo(routes, "Sonde", () -> true);
    var limits =
        new Limits(PLACES, HANDLED, patience, patience, patience, 1024, Duration.ofSeconds(10));
    var listener = new WebServer.Listener(ListenAddress.parse("127.0.0.1:0"), routes.build());
    try {
      return WebServer.start(new WebServer.Options(List.of(listener), null, limits));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void end() throws IOException {
    release.countDown();
    for (RawClient client : clients) {
      client.close();
    }
    server.close();
  }

  @Test
  void tricklingRequestsMakeRoom() throws Exception {
    for (int i = 0; i < 3 * PLACES; i++) {
      client().send("GET / HTTP/1.1\r\nX-Trick");
    }
    assertServed();
  }

  @Test
  void aTricklingRequestEndsAtItsTime() throws Exception {
    restart(Duration.ofMillis(300));
    RawClient client = client();
    client.send("GET / HTTP/1.1\r\nX-Trick");
    assertEquals(0, client.drain());
  }

  @Test
  void aTricklingBodyEndsAtItsTime() throws Exception {
    restart(Duration.ofMillis(300));
    RawClient client = client();
    client.send("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nno more");
    assertEquals(0, client.drain());
  }

  @Test
  void unreadResponsesMakeRoom() throws Exception {
    for (int i = 0; i < 3 * PLACES; i++) {
      stuck();
    }
    assertServed();
  }

  @Test
  void anUnreadResponseEndsAtItsTime() throws Exception {
    restart(Duration.ofMillis(300));
    RawClient client = stuck();
    assertServed();
    // It reads only now, too late to get all.
    client.awaitEnd();
    assertTrue(client.drain() < RESPONSE);
  }

  @Test
  void aThousandIdleConnectionsLeaveRoom() throws Exception {
    for (int i = 0; i < 500; i++) {
      client();
      RawClient keptAlive = client();
      keptAlive.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals("HTTP/1.1 200 OK", keptAlive.readLine());
    }
    assertServed();
  }

  @Test
  void aHeaderOfTenMegabytesIsNotRead() throws Exception {
    RawClient client = client();
    client.send("GET / HTTP/1.1\r\nX-Long: ");
    assertCutWhileSending(client, "x".repeat(1 << 16), 160);
    assertServed();
  }

  @Test
  void aRequestLineOfTenMegabytesIsNotRead() throws Exception {
    RawClient client = client();
    client.send("GET /");
    assertCutWhileSending(client, "x".repeat(1 << 16), 160);
    assertServed();
  }

  @Test
  void tooManyHeadersAreNotRead() throws Exception {
    RawClient client = client();
    client.send("GET / HTTP/1.1\r\n");
    for (int i = 0; i <= ServerProperties.MAX_HEADERS; i++) {
      client.send("X-Header-" + i + ": a\r\n");
    }
    client.send("\r\n");
    assertEquals(0, client.drain());
    assertServed();
  }

  @Test
  void busyHandlersLeaveRoomForHealth() throws Exception {
    for (int i = 0; i < HANDLED; i++) {
      client().send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    assertEquals("HTTP/1.1 503 Service Unavailable", answerTo("/"));
    assertEquals("HTTP/1.1 200 OK", answerTo("/-/healthy"));
    release.countDown();
    assertEquals("HTTP/1.1 200 OK", clients.getFirst().readLine());
  }

  @Test
  void aHungHandlerIsInterrupted() throws Exception {
    restart(Duration.ofMillis(300));
    RawClient client = client();
    client.send("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals(0, client.drain());
  }

  private void restart(Duration patience) {
    server.close();
    server = start(patience);
  }

  private Response waits() throws InterruptedException {
    entered.countDown();
    release.await();
    return Response.text(200, "done");
  }

  private RawClient client() throws IOException {
    var client = new RawClient(server.addresses().getFirst().port());
    clients.add(client);
    return client;
  }

  /** A client that has got the beginning of a long response and reads no more. */
  private RawClient stuck() throws IOException {
    var client = new RawClient(server.addresses().getFirst().port(), 4096);
    clients.add(client);
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    assertEquals("HTTP/1.1 200 OK", client.readLine());
    return client;
  }

  private void assertServed() throws IOException {
    assertEquals("HTTP/1.1 200 OK", answerTo("/"));
  }

  private String answerTo(String path) throws IOException {
    RawClient client = client();
    client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    return client.readLine();
  }

  private static void assertCutWhileSending(RawClient client, String piece, int times) {
    int sent = 0;
    try {
      for (; sent < times; sent++) {
        client.send(piece);
      }
      client.drain();
    } catch (SocketException e) {
      // The server has closed: the kernel refuses what comes.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertTrue(sent < times, "the server took all of it");
  }

  private static void writeLarge(OutputStream out) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (long sent = 0; sent < RESPONSE; sent += piece.length) {
      out.write(piece);
    }
  }
}
