package sonde.redisclient;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kept-open connections to several servers, each lent to one thread at a time. Who finds none free
 * waits; when too many wait already, more are turned away.
 */
public final class ConnectionPool implements AutoCloseable {
  private final Function<RedisAddress, RedisConnector> connectors;
  private final Duration connectLimit;
  private final Semaphore places;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<RedisAddress, Server> servers = new ConcurrentHashMap<>();

  /**
   * A pool without connections.
   *
   * @param connectors how to connect to a server
   * @param connectLimit how long opening a connection may take
   * @param most how many connections may be lent at once, to all servers together
   * @param mostWaiting how many may wait for one
   */
  public ConnectionPool(
      Function<RedisAddress, RedisConnector> connectors,
      Duration connectLimit,
      int most,
      int mostWaiting) {
    this.connectors = connectors;
    this.connectLimit = connectLimit;
    this.places = new Semaphore(most, true);
    this.mostWaiting = mostWaiting;
  }

  /** So many wait already, or none became free in time. */
  public static final class FullException extends Exception {
    FullException(String message) {
      super(message);
    }
  }

  /** A lent connection; closing it gives it back. */
  public final class Lease implements AutoCloseable {
    private final Server server;
    private @Nullable RedisConnection connection;

    private Lease(Server server, RedisConnection connection) {
      this.server = server;
      this.connection = connection;
    }

    /** The connection; close it if its state is not known. */
    public RedisConnection connection() {
      RedisConnection lent = connection;
      if (lent == null) {
        throw new IllegalStateException("the connection has been given back");
      }
      return lent;
    }

    @Override
    public void close() {
      RedisConnection lent = connection;
      if (lent != null) {
        connection = null;
        server.back(lent);
        places.release();
      }
    }
  }

  /** The connections to one server. */
  private static final class Server {
    private final RedisConnector connector;
    private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<RedisConnection> all = ConcurrentHashMap.newKeySet();
    private volatile boolean dropped;

    Server(RedisConnector connector) {
      this.connector = connector;
    }

    RedisConnection take(Duration timeout) throws RedisException {
      for (RedisConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
        if (kept.isOpen()) {
          return kept;
        }
        all.remove(kept);
      }
      RedisConnection opened = connector.connect(timeout);
      all.add(opened);
      if (dropped) {
        opened.close();
      }
      return opened;
    }

    /** The one used last is lent first, so that those of a peak are left to grow old. */
    void back(RedisConnection connection) {
      if (connection.isOpen() && !dropped) {
        idle.addFirst(connection);
      } else {
        all.remove(connection);
        connection.close();
      }
    }

    void drop() {
      dropped = true;
      all.forEach(RedisConnection::close);
    }
  }

  /**
   * Lends a connection to a server.
   *
   * @param timeout for waiting and connecting together
   * @throws RedisException if there is no connection to be had to that server
   * @throws FullException if too many wait, or none became free in time
   */
  public Lease borrow(RedisAddress address, Duration timeout)
      throws RedisException, FullException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    if (!places.tryAcquire()) {
      queue(timeout);
    }
    boolean lent = false;
    try {
      Server server = servers.computeIfAbsent(address, key -> new Server(connectors.apply(key)));
      Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      Lease lease =
          new Lease(server, server.take(left.compareTo(connectLimit) < 0 ? left : connectLimit));
      lent = true;
      return lease;
    } finally {
      if (!lent) {
        places.release();
      }
    }
  }

  private void queue(Duration timeout) throws FullException, InterruptedException {
    try {
      if (waiting.incrementAndGet() > mostWaiting) {
        throw new FullException(mostWaiting + " wait for a connection already");
      }
      if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new FullException("no connection became free within " + Dialer.text(timeout));
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  /**
   * Closes the connections to all other servers, also those that are lent: who waits for a server
   * that is no primary any more need not wait for its end.
   */
  public void keepOnly(Set<RedisAddress> addresses) {
    servers.forEach(
        (address, server) -> {
          if (!addresses.contains(address) && servers.remove(address, server)) {
            server.drop();
          }
        });
  }

  /** Closes all connections. */
  @Override
  public void close() {
    keepOnly(Set.of());
  }
}
