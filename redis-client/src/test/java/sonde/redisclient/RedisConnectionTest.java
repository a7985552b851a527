package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.redisclient.Clients.LONG;
import static sonde.redisclient.Clients.PING;
import static sonde.redisclient.Clients.SHORT;
import static sonde.redisclient.Clients.fails;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sonde.redisclient.RedisException.Kind;
import sonde.servers.RedisServer;

class RedisConnectionTest {
  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.builder().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void repliesComeInOrderAndByType() throws RedisException {
    List<Integer> indexes = new ArrayList<>();
    List<Reply> replies = new ArrayList<>();
    byte[] binary = {0, (byte) 0xff, '\r', '\n'};
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      connection.pipeline(
          List.of(
              PING,
              RedisCommand.of("SET", "n", "41"),
              RedisCommand.of("INCR", "n"),
              RedisCommand.of("GET", "none"),
              RedisCommand.of("NOSUCH"),
              RedisCommand.ofBytes(List.of("ECHO".getBytes(StandardCharsets.UTF_8), binary)),
              RedisCommand.of("MGET", "n", "none")),
          LONG,
          (index, reply, waited) -> {
            indexes.add(index);
            replies.add(reply);
            assertFalse(waited.isNegative());
          });
      assertTrue(connection.isOpen());
    }
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), indexes);
    assertEquals(new Reply.Simple("PONG"), replies.get(0));
    assertEquals(new Reply.Simple("OK"), replies.get(1));
    assertEquals(new Reply.Int(42), replies.get(2));
    assertTrue(replies.get(3).isNil());
    assertEquals("ERR", ((Reply.Error) replies.get(4)).code());
    assertEquals(new Reply.Bulk(binary), replies.get(5));
    assertEquals(List.of(bulk("42"), Reply.Nil.NIL), replies.get(6).items());
    assertEquals(42, replies.get(6).items().getFirst().integer());
  }

  @Test
  void aPipelineIsOneWriteAndAConnectNone() throws Exception {
    List<String> reads = Collections.synchronizedList(new ArrayList<>());
    try (FakeServer proxy = new FakeServer(client -> relay(client, reads));
        RedisConnection connection = Clients.connector(proxy.address()).connect(LONG)) {
      List<RedisCommand> commands =
          IntStream.range(0, 200).mapToObj(i -> RedisCommand.of("ECHO", "number " + i)).toList();
      List<Reply> replies = connection.pipeline(commands, LONG);
      assertEquals("number 199", replies.getLast().text());
    }
    assertEquals(1, reads.size());
    assertTrue(reads.getFirst().startsWith("*2\r\n$4\r\nECHO\r\n$8\r\nnumber 0\r\n*2"));
  }

  /** Notes what each read of the client's side gives; a write of up to 64 KiB arrives as one. */
  private static void relay(Socket client, List<String> reads) throws IOException {
    try (Socket upstream = new Socket(server.host(), server.port())) {
      Thread.ofVirtual().start(() -> copy(upstream, client));
      byte[] buffer = new byte[1 << 16];
      InputStream in = client.getInputStream();
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        reads.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
        upstream.getOutputStream().write(buffer, 0, n);
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One side left.
    }
  }

  @Test
  void aLargeReplyArrivesWhole() throws RedisException {
    String value = "x".repeat(3_000_000);
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      assertEquals(value, connection.call(RedisCommand.of("ECHO", value), LONG).text());
    }
  }

  @Test
  void theWaitIsFromOneReplyToTheNextWithoutTheHandlersTime() throws RedisException {
    // Sent; then, for each reply, when it came and when it was handled.
    PrimitiveIterator.OfLong clock =
        LongStream.of(5, 15, 500, 5_500, 5_600, 5_601, 9_999).iterator();
    byte[] replies = "+a\r\n+b\r\n+c\r\n".getBytes(StandardCharsets.UTF_8);
    Link link =
        new Link(new ByteArrayInputStream(replies), OutputStream.nullOutputStream(), () -> {});
    List<Long> waits = new ArrayList<>();
    try (JedisConnection connection =
        new JedisConnection(RedisAddress.of("a", 1), link, 1 << 20, clock::nextLong)) {
      connection.pipeline(
          List.of(PING, PING, PING), LONG, (index, reply, waited) -> waits.add(waited.toNanos()));
    }
    assertEquals(List.of(10L, 5_000L, 1L), waits);
  }

  @Test
  void aUnixSocketWorks() throws RedisException {
    RedisConnector connector =
        Clients.connector(RedisAddress.parse("unix://" + server.unixSocket()));
    try (RedisConnection connection = connector.connect(LONG)) {
      assertEquals("PONG", connection.call(PING, LONG).text());
      fails(Kind.TIMEOUT, () -> connection.call(RedisCommand.of("BLPOP", "empty", "0"), SHORT));
      assertFalse(connection.isOpen());
    }
  }

  @Test
  void aStoppedServerCostsTheTimeoutAndNoMore() throws RedisException {
    try (RedisServer own = RedisServer.builder().start();
        RedisConnection connection = Clients.connector(own).connect(LONG)) {
      AtomicInteger replies = new AtomicInteger();
      RedisException e =
          fails(
              Kind.TIMEOUT,
              () ->
                  connection.pipeline(
                      List.of(PING, RedisCommand.of("BLPOP", "empty", "0"), PING),
                      Duration.ofSeconds(1),
                      (index, reply, waited) -> {
                        replies.incrementAndGet();
                        own.pause();
                      }));
      assertEquals(1, replies.get());
      assertTrue(e.getMessage().contains("1 of 3 replies within 1s"), e.getMessage());
      assertFalse(connection.isOpen());
      fails(Kind.CLOSED, () -> connection.call(PING, LONG));
      // The system accepts on its behalf: only the first answer tells.
      try (RedisConnection another = Clients.connector(own).connect(LONG)) {
        fails(Kind.TIMEOUT, () -> another.call(PING, SHORT));
      }
      own.resume();
      try (RedisConnection another = Clients.connector(own).connect(LONG)) {
        assertEquals("PONG", another.call(PING, LONG).text());
      }
    }
  }

  @Test
  void aWriteThatNobodyReadsEndsInTimeToo() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (FakeServer deaf = new FakeServer(socket -> awaitQuietly(done));
        RedisConnection connection = Clients.connector(deaf.address()).connect(LONG)) {
      RedisCommand large = RedisCommand.of("ECHO", "x".repeat(16_000_000));
      fails(Kind.TIMEOUT, () -> connection.call(large, SHORT));
      done.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void bytesThatTrickleDoNotProlongAPipeline() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    FakeServer.Behaviour trickle =
        socket -> {
          OutputStream out = socket.getOutputStream();
          out.write("$4000000\r\n".getBytes(StandardCharsets.UTF_8));
          try {
            while (!gone.await(1, TimeUnit.MILLISECONDS)) {
              out.write('x');
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    try (FakeServer fake = new FakeServer(trickle);
        RedisConnection connection = Clients.connector(fake.address()).connect(LONG)) {
      fails(Kind.TIMEOUT, () -> connection.call(PING, SHORT));
      gone.countDown();
    }
  }

  @Test
  void aConnectionKilledBetweenPipelinesIsClosedNotHung() throws RedisException {
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      String id = "" + connection.call(RedisCommand.of("CLIENT", "ID"), LONG).integer();
      server.call("CLIENT", "KILL", "ID", id);
      AtomicInteger replies = new AtomicInteger();
      RedisException e =
          fails(
              Kind.CLOSED,
              () ->
                  connection.pipeline(
                      List.of(PING), LONG, (index, reply, waited) -> replies.incrementAndGet()));
      assertEquals(0, replies.get());
      assertTrue(e.getMessage().startsWith(server.address() + ": "), e.getMessage());
    }
  }

  @Test
  void anAbortFromAnotherThreadEndsAPipelineAtOnce() throws Exception {
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      Thread aborter =
          Thread.ofVirtual()
              .start(
                  () -> {
                    // Sees the client blocked before it aborts.
                    while (!server.call("INFO", "clients").contains("blocked_clients:1")) {
                      Thread.onSpinWait();
                    }
                    connection.abort();
                  });
      fails(
          Kind.CLOSED,
          () -> connection.call(RedisCommand.of("BLPOP", "empty", "0"), Duration.ofMinutes(5)));
      aborter.join();
      assertFalse(connection.isOpen());
    }
  }

  @Test
  void aHandlerThatThrowsClosesTheConnection() throws RedisException {
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      assertThrows(
          ArithmeticException.class,
          () ->
              connection.pipeline(
                  List.of(PING, PING),
                  LONG,
                  (index, reply, waited) -> {
                    throw new ArithmeticException();
                  }));
      assertFalse(connection.isOpen());
    }
  }

  @Test
  void aPipelineWithinAPipelineIsRefused() throws RedisException {
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      connection.pipeline(
          List.of(PING),
          LONG,
          (index, reply, waited) ->
              assertThrows(IllegalStateException.class, () -> connection.call(PING, LONG)));
      assertEquals("PONG", connection.call(PING, LONG).text());
    }
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }
}
