package sonde.web;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs each exchange of the JDK's server on a virtual thread and ends those that take too long.
 *
 * <p>The JDK's server hands an exchange over at the first byte of a request, before the TLS
 * handshake, so its thread is the only hold there is on a connection: interrupting it closes the
 * channel that it waits on. That is how a request that trickles in, or a response that nobody
 * reads, ends at its time, and how, when all places are taken, the one that has waited longest for
 * its client makes room for a new one.
 */
final class Exchanges implements Executor, AutoCloseable {
  private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();

  private final Limits limits;
  private final ConcurrentHashMap<Thread, Exchange> running = new ConcurrentHashMap<>();
  private final Thread watchdog;
  private volatile boolean closed;

  Exchanges(Limits limits) {
    this.limits = limits;
    // A platform thread: it must run also when handlers keep all carriers of virtual threads busy.
    this.watchdog = Thread.ofPlatform().name("web-watchdog").daemon().unstarted(this::watch);
    watchdog.start();
  }

  /** Called by the server's one dispatching thread: must not wait. */
  @Override
  public void execute(Runnable exchange) {
    if (running.size() >= limits.requests() && !evict()) {
      // The server then closes the connection.
      throw new RejectedExecutionException("every request is being handled");
    }
    Thread thread =
        Thread.ofVirtual()
            .name("web-exchange")
            .unstarted(
                () -> {
                  try {
                    exchange.run();
                  } finally {
                    running.remove(Thread.currentThread());
                  }
                });
    boolean first = running.isEmpty();
    running.put(thread, new Exchange(thread, limits));
    thread.start();
    if (first) {
      LockSupport.unpark(watchdog);
    }
  }

  /** The exchange of the current thread. */
  Exchange current() {
    Exchange exchange = running.get(Thread.currentThread());
    if (exchange == null) {
      throw new IllegalStateException("not a thread of an exchange");
    }
    return exchange;
  }

  int count() {
    return running.size();
  }

  private boolean evict() {
    Optional<Exchange> victim =
        running.values().stream()
            .filter(Exchange::evictable)
            .min(Comparator.comparingLong(Exchange::progress));
    return victim.isPresent() && victim.get().cut();
  }

  private void watch() {
    while (!closed) {
      if (running.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, TICK_NANOS);
        running.values().forEach(Exchange::cutIfOverdue);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watchdog);
  }

  /** One request and its response: whom it waits for, and since when. */
  static final class Exchange {
    private enum Phase {
      READING,
      HANDLING,
      WRITING,
      CUT
    }

    private final Thread thread;
    private final Limits limits;
    private final long started = System.nanoTime();
    private Phase phase = Phase.READING;
    private long deadline;
    private volatile long progress = started;

    private Exchange(Thread thread, Limits limits) {
      this.thread = thread;
      this.limits = limits;
      this.deadline = started + limits.requestTime().toNanos();
    }

    /** The client is waited for until all of the request has come. */
    synchronized void reading() throws CutException {
      enter(Phase.READING, started, limits.requestTime());
    }

    /** The client waits for us. */
    synchronized void handling() throws CutException {
      enter(Phase.HANDLING, System.nanoTime(), limits.handleTime());
    }

    /** The client is waited for until it has read the response. */
    synchronized void writing() throws CutException {
      enter(Phase.WRITING, System.nanoTime(), limits.responseTime());
    }

    /** The client has taken a part of the response. */
    void progressed() {
      progress = System.nanoTime();
    }

    private void enter(Phase next, long from, Duration time) throws CutException {
      if (phase == Phase.CUT) {
        throw new CutException();
      }
      phase = next;
      deadline = from + time.toNanos();
      progress = System.nanoTime();
    }

    private synchronized boolean evictable() {
      return phase == Phase.READING || phase == Phase.WRITING;
    }

    private long progress() {
      return progress;
    }

    private synchronized boolean cut() {
      if (!evictable()) {
        return false;
      }
      phase = Phase.CUT;
      thread.interrupt();
      return true;
    }

    private synchronized void cutIfOverdue() {
      if (phase != Phase.CUT && System.nanoTime() - deadline >= 0) {
        phase = Phase.CUT;
        thread.interrupt();
      }
    }
  }
}
