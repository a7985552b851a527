package sonde.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.testkit.Logs;

/** What is told is what listeners saw. */
class TrafficTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir private Path directory = Path.of("");

  private Told run(String text) throws Exception {
    return Told.run(Configs.read(directory, text));
  }

  @Test
  void sourcesTakeTurns() throws Exception {
    try (Listener listener = Listener.echo()) {
      Told told =
          run(
              """
              duration: 500ms
              sources: [127.0.0.2, 127.0.0.10-127.0.0.12]
              services:
                echo: {type: tcp, address: '127.0.0.1:%d', rate: 80, send: 4KiB, receive: 1KiB}
              """
                  .formatted(listener.port()));
      assertEquals(
          Map.of("127.0.0.2", 10L, "127.0.0.10", 10L, "127.0.0.11", 10L, "127.0.0.12", 10L),
          told.connectionsTo(listener.port()));
      listener.assertSaw(told);
      assertEquals(40, told.service("echo").completed());
      assertEquals(40 * 4096, told.service("echo").bytesSent());
      // What comes back beyond what is waited for is read, too, lest the connection be reset.
      assertEquals(40 * 4096, told.service("echo").bytesReceived());
      assertTrue(told.durationSeconds() >= 0.5, told.toString());
      List<String> hosts = told.hosts().stream().map(Told.Host::host).toList();
      assertEquals(List.of("127.0.0.2", "127.0.0.10", "127.0.0.11", "127.0.0.12"), hosts);
    }
  }

  @Test
  void largeAmountsGoThroughAnEcho() throws Exception {
    try (Listener listener = Listener.echo()) {
      Told told =
          run(
              """
              duration: 100ms
              services:
                echo: {type: tcp, address: 'tcp://localhost:%d', rate: 30, send: 3MiB, receive: 3MiB}
              """
                  .formatted(listener.port()));
      assertEquals(3, told.service("echo").completed(), told.toString());
      assertEquals(3 * (3 << 20), told.totals().bytesReceived());
      assertEquals(Map.of("127.0.0.1", 3L), told.connectionsTo(listener.port()));
    }
  }

  @Test
  void sizesAreDrawnFromTheSeed() throws Exception {
    List<Long> sums = new ArrayList<>();
    for (long seed : new long[] {7, 7, 8}) {
      try (Listener listener = Listener.sink()) {
        Told told =
            run(
                """
                duration: 200ms
                seed: %d
                services: {sink: {type: tcp, address: '127.0.0.1:%d', rate: 50, send: 1KiB-16KiB}}
                """
                    .formatted(seed, listener.port()));
        assertEquals(listener.received(), told.totals().bytesSent());
        assertTrue(listener.received() > 10 * 1024, told.toString());
        assertTrue(listener.received() < 10 * 16 * 1024, told.toString());
        sums.add(listener.received());
      }
    }
    assertEquals(sums.get(0), sums.get(1));
    assertFalse(sums.get(0).equals(sums.get(2)), sums.toString());
  }

  @Test
  void httpAsksAndReadsTheWholeAnswer() throws Exception {
    List<String> requests = new ArrayList<>();
    try (Listener listener = Listener.start(client -> answer(client, requests))) {
      Told told =
          run(
              """
              duration: 100ms
              services:
                web: {type: http, address: 'http://127.0.0.1:%1$d/a?b=c', rate: 20}
                form: {type: http, address: 'http://127.0.0.1:%1$d', rate: 10, send: 5}
                missing: {type: http, address: 'http://127.0.0.1:%1$d/404', rate: 10}
              """
                  .formatted(listener.port()));
      assertEquals(2, told.service("web").completed());
      assertEquals(1, told.service("form").completed());
      assertEquals(1, told.service("missing").rejected());
      assertEquals(Map.of("127.0.0.1", 4L), told.connectionsTo(listener.port()));
      listener.assertSaw(told);
      String host = "Host: 127.0.0.1:" + listener.port() + "\r\n";
      synchronized (requests) {
        String get = "GET /a?b=c HTTP/1.1\r\n" + host + "User-Agent: sonde\r\nConnection: close";
        assertEquals(2, requests.stream().filter(text -> text.startsWith(get)).count());
        assertEquals(1, requests.stream().filter(text -> text.endsWith("\r\n\r\nxxxxx")).count());
      }
      assertEquals(2 * (17 + 4 + 20_000), told.service("web").bytesReceived());
    }
  }

  private static void answer(Socket client, List<String> requests) throws IOException {
    InputStream in = client.getInputStream();
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      request.append((char) in.read());
    }
    if (request.indexOf("Content-Length: 5") > 0) {
      request.append(new String(in.readNBytes(5), StandardCharsets.US_ASCII));
    }
    synchronized (requests) {
      requests.add(request.toString());
    }
    String status = request.indexOf("/404") > 0 ? "404 None" : "200 OK";
    String answer = "HTTP/1.1 " + status + "\r\n\r\n\r\n" + "y".repeat(20_000);
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusedOnesCountAsConnections() throws Exception {
    int closed;
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      closed = taken.getLocalPort();
    }
    try (Logs logs = new Logs()) {
      Traffic.Result result =
          new Traffic(
                  Configs.read(
                      directory,
                      """
                      duration: 200ms
                      sources: [127.0.0.2]
                      services: {gone: {type: tcp, address: '127.0.0.1:%d', rate: 50}}
                      """
                          .formatted(closed)))
              .run();
      Told told = Told.of(result);
      assertFalse(result.successful());
      assertEquals(10, told.service("gone").refused());
      assertEquals(10, told.service("gone").attempted());
      assertEquals(0, told.service("gone").established());
      assertEquals(Map.of("127.0.0.2", 10L), told.connectionsTo(closed));
      assertEquals(1, logs.with("gone: refused: Connection refused (from now on counted").size());
    }
  }

  @Test
  void theSystemsChoiceOfSourceIsToldOfRefusedOnes() throws Exception {
    int closed;
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      closed = taken.getLocalPort();
    }
    Told told =
        run(
            """
            duration: 50ms
            services: {gone: {type: tcp, address: 'localhost:%d', rate: 100}}
            """
                .formatted(closed));
    assertEquals(Map.of("127.0.0.1", 5L), told.connectionsTo(closed));
  }

  @Test
  void whatIsNotSentIsNoConnection() throws Exception {
    try (Listener listener = Listener.sink()) {
      Told told =
          run(
              """
              duration: 50ms
              sources: [192.0.2.77]
              services:
                elsewhere: {type: tcp, address: '127.0.0.1:%d', rate: 100}
                nameless: {type: tcp, address: 'no-such-name.invalid:80', rate: 20}
                other: {type: tcp, address: '[::1]:80', rate: 20}
              """
                  .formatted(listener.port()));
      assertEquals(5, told.service("elsewhere").unsent());
      assertEquals(1, told.service("nameless").unsent());
      assertEquals(1, told.service("other").unsent());
      assertEquals(0, told.totals().attempted());
      assertEquals(List.of(), told.hosts());
      assertEquals(Map.of(), told.connectionsTo(listener.port()));
    }
  }

  @Test
  void aServerThatSaysNothingIsLeftInTime() throws Exception {
    try (Listener listener = Listener.silent()) {
      TrafficConfig config =
          Configs.read(
              directory,
              """
              duration: 50ms
              services:
                web: {type: http, address: 'http://127.0.0.1:%1$d', rate: 20}
                cache: {type: redis, address: 'redis://127.0.0.1:%1$d', rate: 20}
                orders: {type: postgres, address: '127.0.0.1:%1$d', rate: 20, username: a}
                billing: {type: mysql, address: '127.0.0.1:%1$d', rate: 20, username: a}
              """
                  .formatted(listener.port()));
      Traffic traffic = new Traffic(config, Timing.system(), Duration.ofSeconds(3));
      Told told = Told.of(traffic.run());
      told.services().values().forEach(service -> assertEquals(1, service.timedOut()));
      assertEquals(Map.of("127.0.0.1", 4L), told.connectionsTo(listener.port()));
      listener.assertSaw(told);
    }
  }

  @Test
  void anOpeningThatNobodyAnswersIsLeftInTime() throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, LOOPBACK)) {
      for (int i = 0; i < 2; i++) {
        queue.add(new Socket(LOOPBACK, full.getLocalPort()));
      }
      Told told =
          run(
              """
              duration: 1ms
              services: {full: {type: tcp, address: '127.0.0.1:%d', rate: 1}}
              """
                  .formatted(full.getLocalPort()));
      assertEquals(1, told.service("full").unanswered(), told.toString());
      assertEquals(Map.of("127.0.0.1", 1L), told.connectionsTo(full.getLocalPort()));
    } finally {
      for (Socket waiting : queue) {
        waiting.close();
      }
    }
  }

  @Test
  void aServerThatClosesTooEarlyIsToldApart() throws Exception {
    try (Listener listener = Listener.start(Socket::close)) {
      Told told =
          run(
              """
              duration: 50ms
              services:
                web: {type: http, address: 'http://127.0.0.1:%1$d', rate: 20}
                cache: {type: redis, address: 'redis://127.0.0.1:%1$d', rate: 20}
                orders: {type: postgres, address: '127.0.0.1:%1$d', rate: 20, username: a}
                billing: {type: mysql, address: '127.0.0.1:%1$d', rate: 20, username: a}
              """
                  .formatted(listener.port()));
      told.services().values().forEach(service -> assertEquals(1, service.broken()));
      assertEquals(Map.of("127.0.0.1", 4L), told.connectionsTo(listener.port()));
    }
  }

  @Test
  void aServerThatRepeatsThePasswordIsNotQuoted() throws Exception {
    String said = "-ERR unknown command 'AUTH', with args beginning with: 'a-secret-word'\r\n";
    try (Listener listener =
            Listener.start(
                client ->
                    client.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII)));
        Logs logs = new Logs()) {
      Told told =
          run(
              """
              duration: 1ms
              services:
                it: {type: redis, address: '127.0.0.1:%d', rate: 1, password: a-secret-word}
              """
                  .formatted(listener.port()));
      assertEquals(1, told.service("it").rejected(), told.toString());
      assertEquals(1, logs.with("beginning with: '<secret>'").size());
      assertEquals(List.of(), logs.with("a-secret-word"));
    }
  }

  @Test
  void whatWouldBeTooManyAtATimeIsSkipped() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Listener listener = Listener.start(client -> awaitOrFail(go));
        Logs logs = new Logs()) {
      TrafficConfig config =
          Configs.read(
              directory,
              """
              duration: 200ms
              concurrency: 3
              services: {slow: {type: tcp, address: '127.0.0.1:%d', rate: 50, receive: 1}}
              """
                  .formatted(listener.port()));
      Timing open = new Released(go);
      Told told = Told.of(new Traffic(config, open, Duration.ofSeconds(30)).run());
      assertEquals(10, told.service("slow").scheduled());
      assertEquals(3, told.service("slow").completed());
      assertEquals(7, told.service("slow").skipped());
      assertEquals(Map.of("127.0.0.1", 3L), told.connectionsTo(listener.port()));
      listener.assertSaw(told);
      assertEquals(
          1,
          logs.with("slow: skipped: as many connections are open as concurrency allows, 3").size());
    }
  }

  private static void awaitOrFail(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** The time in which all is due at once, and after which the servers answer. */
  private record Released(CountDownLatch go) implements Timing {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public boolean awaitUntil(long nanos) {
      if (nanos == Duration.ofMillis(200).toNanos()) {
        go.countDown();
      }
      return true;
    }

    @Override
    public void end() {}
  }

  @Test
  void ratesAreKeptByTimeAlone() throws Exception {
    try (Listener listener = Listener.sink()) {
      TrafficConfig config =
          Configs.read(
              directory,
              """
              duration: 10s
              concurrency: 1
              services:
                slow: {type: tcp, address: '127.0.0.1:%1$d', rate: 2.5}
                fast: {type: tcp, address: '127.0.0.1:%1$d', rate: 30}
              """
                  .formatted(listener.port()));
      Told told = Told.of(new Traffic(config, new Jumping(), Duration.ofSeconds(10)).run());
      assertEquals(10.0, told.durationSeconds());
      assertEquals(25, told.service("slow").scheduled());
      assertEquals(300, told.service("fast").scheduled());
      listener.assertSaw(told);
    }
  }

  /** The time that is always the one that is waited for. */
  private static final class Jumping implements Timing {
    private long now;

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public boolean awaitUntil(long nanos) {
      assertTrue(nanos >= now, "the schedule goes back");
      now = nanos;
      return true;
    }

    @Override
    public void end() {}
  }

  @Test
  void endsWhenToldTo() throws Exception {
    CountDownLatch several = new CountDownLatch(5);
    try (Listener listener = Listener.start(client -> several.countDown())) {
      Traffic traffic =
          new Traffic(
              Configs.read(
                  directory,
                  "services: {any: {type: tcp, address: '127.0.0.1:%d', rate: 100}}"
                      .formatted(listener.port())));
      AtomicReference<Traffic.Result> result = new AtomicReference<>();
      Thread runs =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      result.set(traffic.run());
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      several.await();
      traffic.end();
      runs.join();
      Told told = Told.of(result.get());
      assertTrue(told.service("any").completed() >= 5, told.toString());
      listener.assertSaw(told);
    }
  }

  @Test
  void ipv6HasItsOwnSources() throws Exception {
    try (Listener listener = Listener.on(InetAddress.ofLiteral("::1"), Socket::close)) {
      Told told =
          run(
              """
              duration: 50ms
              sources: [127.0.0.2, '::1']
              services: {six: {type: tcp, address: '[::1]:%d', rate: 40}}
              """
                  .formatted(listener.port()));
      assertEquals(Map.of("::1", 2L), new TreeMap<>(told.connectionsTo(listener.port())));
    }
  }
}
