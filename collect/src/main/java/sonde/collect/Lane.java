package sonde.collect;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One of a node's two connections: opened when needed, kept open, renewed after 30 minutes, used by
 * one thread at a time, in the order in which they came.
 */
final class Lane implements AutoCloseable {
  static final Duration RENEW_AFTER = Duration.ofMinutes(30);
  static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  private final Store<?> store;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock(true);
  private volatile @Nullable Link link;
  private volatile boolean closed;
  private long openedAt;

  Lane(Store<?> store, Time time) {
    this.store = store;
    this.time = time;
  }

  /** A thread's turn on the lane; closing it lets the next one in. */
  final class Turn implements AutoCloseable {
    /**
     * Sees to it that there is a connection.
     *
     * @return how long connecting took; null when it was open already
     */
    @Nullable Duration open(Deadline deadline) throws FailedException {
      Link open = link;
      if (open != null) {
        if (open.isOpen() && time.nanos() - openedAt < RENEW_AFTER.toNanos()) {
          return null;
        }
        drop();
      }
      if (closed) {
        throw new FailedException(Failure.Kind.UNREACHABLE, "the target was removed");
      }
      long started = time.nanos();
      Link fresh = connect(deadline.atMost(CONNECT_WITHIN));
      openedAt = time.nanos();
      link = fresh;
      if (closed) {
        drop();
      }
      return Duration.ofNanos(openedAt - started);
    }

    /** Asks over the open connection, which is closed when that fails in any way. */
    void ask(Exchange exchange, Deadline deadline) throws FailedException {
      Link open = link;
      if (open == null) {
        throw new FailedException(Failure.Kind.UNREACHABLE, "the connection was closed");
      }
      exchange.sending();
      try {
        open.ask(exchange.requests(), deadline, exchange);
      } catch (FailedException e) {
        drop();
        throw e;
      } catch (RuntimeException | Error e) {
        // Replies may be left unread, and would be taken for the answers to the next requests.
        drop();
        throw new FailedException(Failures.bug("the connection", e));
      }
    }

    /** Asks, and connects before if need be; a connection found dead is opened anew, once. */
    void connectAndAsk(Exchange exchange, Deadline deadline) throws FailedException {
      Duration connecting = open(deadline);
      try {
        ask(exchange, deadline);
      } catch (FailedException e) {
        if (!foundDead(e, connecting, exchange, deadline)) {
          throw e;
        }
        open(deadline);
        ask(exchange, deadline);
      }
    }

    @Override
    public void close() {
      lock.unlock();
    }
  }

  /**
   * Whether a kept-open connection turned out to have been closed by the server meanwhile, so that
   * the same can be asked again.
   *
   * @param connecting as {@link Turn#open} returned it
   */
  static boolean foundDead(
      FailedException e, @Nullable Duration connecting, Exchange exchange, Deadline deadline) {
    return e.failure().kind() == Failure.Kind.UNREACHABLE
        && connecting == null
        && !exchange.isAnswered()
        && !deadline.passed();
  }

  /** Waits for a turn. */
  Turn turn(Deadline deadline) throws FailedException {
    try {
      if (lock.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return new Turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new FailedException(
        Failure.Kind.TIMEOUT, "the node's connection was busy until the deadline");
  }

  private Link connect(Deadline deadline) throws FailedException {
    try {
      return store.connect(deadline);
    } catch (RuntimeException e) {
      throw new FailedException(Failures.bug("connecting", e));
    }
  }

  private void drop() {
    Link open = link;
    link = null;
    if (open != null) {
      open.close();
    }
  }

  /** Closes the connection, also under a running request, for good. */
  @Override
  public void close() {
    closed = true;
    drop();
  }
}
