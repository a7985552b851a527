package sonde.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections a second to the counter from several loopback addresses, until closed, so that
 * there are hosts to tell apart. Only where all of 127.0.0.0/8 is local, as on Linux.
 */
final class Visitors implements AutoCloseable {
  /** From so many addresses, 127.0.0.2 the first. */
  static final int HOSTS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Visitors.class);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ENDING = Duration.ofSeconds(6);
  private static final byte[] REQUEST =
      "GET /ping HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<Integer> ports;
  private final RandomGenerator random;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("demo-visitors").unstarted(this::run);
  private boolean lost;

  private Visitors(List<Integer> ports, RandomGenerator random) {
    this.ports = ports;
    this.random = random;
  }

  /** Starts: each visits once at once. */
  static Visitors start(List<Integer> ports, RandomGenerator random) {
    Visitors visitors = new Visitors(ports, random);
    visitors.thread.start();
    return visitors;
  }

  private void run() {
    for (int host = 0; host < HOSTS; host++) {
      visit(host);
    }
    try {
      while (!closed.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS)) {
        // The first ones the most often.
        visit(random.nextInt(random.nextInt(HOSTS) + 1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit(int host) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.bind(new InetSocketAddress(loopback(2 + host), 0));
      int port = ports.get(random.nextInt(ports.size()));
      socket.connect(new InetSocketAddress(loopback(1), port), (int) TIMEOUT.toMillis());
      socket.getOutputStream().write(REQUEST);
      socket.getInputStream().readAllBytes();
      lost = false;
    } catch (IOException e) {
      if (!lost) {
        lost = true;
        LOG.warn("visitors: {}; trying on", e.getMessage());
      }
    }
  }

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      boolean ended = thread.join(ENDING);
      if (!ended) {
        LOG.warn("visitors: did not end within {} seconds", ENDING.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
