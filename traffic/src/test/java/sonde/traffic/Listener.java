package sonde.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Listens, and counts the connections that it accepts by where they come from. */
final class Listener implements AutoCloseable {
  private static final long MOST_NANOS = 10_000_000_000L;
  private static final long POLL_NANOS = 10_000_000L;

  private final ServerSocket server;
  private final Map<String, AtomicLong> accepted = new ConcurrentHashMap<>();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final AtomicLong received = new AtomicLong();

  /** What is done with a connection; it is closed afterwards. */
  @FunctionalInterface
  interface Handler {
    /** Does it. */
    void handle(Socket client) throws IOException;
  }

  private Listener(ServerSocket server) {
    this.server = server;
  }

  static Listener on(InetAddress address, Handler handler) throws IOException {
    Listener listener = new Listener(new ServerSocket(0, 200, address));
    Thread.ofVirtual().start(() -> listener.accept(handler));
    return listener;
  }

  static Listener start(Handler handler) throws IOException {
    return on(InetAddress.ofLiteral("127.0.0.1"), handler);
  }

  /** Sends back what it gets. */
  static Listener echo() throws IOException {
    return start(client -> client.getInputStream().transferTo(client.getOutputStream()));
  }

  /** Counts what it gets. */
  static Listener sink() throws IOException {
    Listener[] self = new Listener[1];
    self[0] =
        start(
            client -> {
              long all = client.getInputStream().transferTo(OutputStream.nullOutputStream());
              self[0].received.addAndGet(all);
            });
    return self[0];
  }

  /** Says nothing and closes nothing. */
  static Listener silent() throws IOException {
    return start(client -> client.getInputStream().readAllBytes());
  }

  /** Hands on what it gets, and brings back the answers. */
  static Listener relay(int port) throws IOException {
    return start(
        client -> {
          try (Socket behind = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            Thread back = Thread.ofVirtual().start(() -> copy(behind, client));
            copy(client, behind);
            back.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException _) {
      // One of the two has gone, as the tests want it at times.
    }
  }

  private void accept(Handler handler) {
    while (true) {
      try {
        Socket client = server.accept();
        open.add(client);
        accepted
            .computeIfAbsent(client.getInetAddress().getHostAddress(), _ -> new AtomicLong())
            .incrementAndGet();
        Thread.ofVirtual().start(() -> serve(handler, client));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void serve(Handler handler, Socket client) {
    try (client) {
      handler.handle(client);
    } catch (IOException _) {
      // The client has gone.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  long received() {
    return received.get();
  }

  /** Asserts that it accepted just the connections that are told of. */
  void assertSaw(Told told) {
    Map<String, Long> expected = told.connectionsTo(port());
    // The last may still be on their way from the system to here.
    long end = System.nanoTime() + MOST_NANOS;
    while (!expected.equals(accepted()) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    assertEquals(expected, accepted());
  }

  private Map<String, Long> accepted() {
    Map<String, Long> counts = new TreeMap<>();
    accepted.forEach((host, count) -> counts.put(host, count.get()));
    return counts;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
