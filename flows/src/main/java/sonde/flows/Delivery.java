package sonde.flows;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records out of the spool into the database, each exactly once: the number of the last one
 * is written in the same transaction, and is what counts after a failure. Deletes what is older
 * than the retention.
 */
final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private static final int BATCH = 8192;
  private static final int DELETED_AT_ONCE = 5000;
  private static final int CONFLICTS = 10;
  private static final long IDLE = Duration.ofMillis(200).toNanos();
  private static final long CHECK = Duration.ofSeconds(10).toNanos();
  private static final long RETENTION_EVERY = Duration.ofMinutes(1).toNanos();
  private static final Duration END = Duration.ofSeconds(3);

  /**
   * What happened since the start.
   *
   * @param up whether the database takes what it is given
   * @param rows written
   * @param batches in so many transactions
   * @param retries of transactions, because of others
   * @param givenUp records that the spool has lost
   * @param already records that the spool had at the start, but the database had, too
   */
  record Stats(boolean up, long rows, long batches, long retries, long givenUp, long already) {}

  private final Spool spool;
  private final DatabaseConnector connector;
  private final Duration retention;
  private final LongSupplier nanos;
  private final InstantSource time;
  private final DeliveryLog log;
  private final Thread thread;
  private volatile boolean closing;
  private volatile long closeBy;
  private volatile @Nullable Database database;
  private volatile Stats stats = new Stats(false, 0, 0, 0, 0, 0);

  // Of the thread alone.
  private long retryAt;
  private long checkAt;
  private long retentionAt;
  private boolean unreadable;

  /** The last record that is known to be in the database; -1 before the first connection. */
  private long position = -1;

  /** How many records there were to write when it connected. */
  private long waited;

  private long rows;
  private long batches;
  private long retries;
  private long givenUp;
  private long already;

  /** For tests, which call {@link #step} themselves. */
  Delivery(
      Spool spool,
      DatabaseConnector connector,
      Duration retention,
      int heartbeat,
      LongSupplier nanos,
      InstantSource time) {
    this.spool = spool;
    this.connector = connector;
    this.retention = retention;
    this.nanos = nanos;
    this.time = time;
    this.log = new DeliveryLog(connector, heartbeat, nanos.getAsLong());
    this.retryAt = nanos.getAsLong();
    this.thread = Thread.ofPlatform().name("flows-sink").daemon().unstarted(this::run);
  }

  /**
   * Starts delivering.
   *
   * @param retention how long the rows of single connections are kept
   * @param heartbeat rows between two heartbeats in the log
   */
  static Delivery start(
      Spool spool, DatabaseConnector connector, Duration retention, int heartbeat) {
    Delivery delivery =
        new Delivery(
            spool, connector, retention, heartbeat, System::nanoTime, InstantSource.system());
    delivery.thread.start();
    return delivery;
  }

  /** What happened so far. */
  Stats stats() {
    return stats;
  }

  private void run() {
    while (!closing) {
      long pause = step();
      if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      }
    }
    end();
  }

  private void end() {
    while (database != null && nanos.getAsLong() - closeBy < 0 && step() == 0) {
      // What waits goes with the last seconds; the rest stays in the spool.
    }
    disconnect();
  }

  /**
   * Does what is due.
   *
   * @return for how many nanoseconds there is nothing to do
   */
  long step() {
    long pause;
    try {
      pause = work();
    } catch (SQLException e) {
      disconnect();
      long wait = log.lost(e);
      retryAt = nanos.getAsLong() + wait;
      pause = wait;
    } catch (IOException e) {
      if (!unreadable) {
        unreadable = true;
        LOG.error("cannot read the spool {}: {}", spool.directory(), SpoolFiles.reason(e));
      }
      pause = Duration.ofSeconds(1).toNanos();
    }
    stats = new Stats(database != null, rows, batches, retries, givenUp, already);
    return pause;
  }

  private long work() throws SQLException, IOException {
    long now = nanos.getAsLong();
    Database current = database;
    if (current == null) {
      if (now - retryAt < 0) {
        return retryAt - now;
      }
      current = connect();
    }
    Batch batch = spool.read(position, BATCH);
    unreadable = false;
    if (batch != null) {
      deliver(current, batch);
      checkAt = now + CHECK;
    } else if (now - checkAt >= 0) {
      current.check();
      checkAt = now + CHECK;
    }
    boolean more = now - retentionAt >= 0 && deleteOld(current, now);
    // Only now is it certain that the database takes what it is given.
    log.connected(current.server(), waited);
    log.heartbeat(rows, spool.usage().records(), nanos.getAsLong());
    return batch != null || more ? 0 : IDLE;
  }

  private Database connect() throws SQLException, IOException {
    Database opened = connector.connect();
    database = opened;
    attach(opened);
    waited = spool.usage().records();
    checkAt = nanos.getAsLong() + CHECK;
    retentionAt = nanos.getAsLong();
    return opened;
  }

  private void attach(Database to) throws SQLException, IOException {
    boolean first = position < 0;
    long base = spool.base();
    long stored = to.attach(spool.id(), base);
    if (stored > spool.given()) {
      renew(stored);
      stored = to.attach(spool.id(), spool.base());
    }
    if (first) {
      already = Math.max(0, stored - base);
    } else if (stored > position) {
      // A commit whose answer did not come.
      rows += stored - position;
    }
    long gone = spool.first() - 1 - stored;
    if (gone > 0) {
      LOG.warn("the database lacks {} records that are not in the spool any more", gone);
      givenUp += gone;
    }
    position = Math.max(stored, spool.first() - 1);
    spool.release(position);
  }

  /** The database has numbers that this spool never gave: it is an old copy. */
  private void renew(long stored) throws IOException {
    LOG.warn(
        "the database has records up to {} of the spool {}, which gave only {}: an older copy of it"
            + " must have been put back; it goes on under a new id",
        stored,
        spool.directory(),
        spool.given());
    spool.renew();
    position = spool.given();
  }

  /** Writes a batch; conflicts with other machines are repeated at once. */
  private void deliver(Database to, Batch batch) throws SQLException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        if (!write(to, batch)) {
          return;
        }
        break;
      } catch (SQLException e) {
        if (!connector.isConflict(e) || attempt == CONFLICTS || closing) {
          throw e;
        }
        to.rollback();
        retries++;
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000L << (attempt / 2)));
      }
    }
    givenUp += batch.first() - 1 - position;
    rows += batch.count();
    batches++;
    position = batch.last();
    spool.release(position);
  }

  /** Whether it is in the database now; otherwise the spool has become another one. */
  private boolean write(Database to, Batch batch) throws SQLException, IOException {
    long stored = to.begin();
    if (stored > spool.given()) {
      to.rollback();
      renew(stored);
      attach(to);
      return false;
    }
    long from = Math.max(batch.first(), stored + 1);
    if (from > batch.last()) {
      to.rollback();
      return true;
    }
    to.add(batch, from);
    to.commit(batch.last());
    return true;
  }

  /** Whether there may be more. */
  private boolean deleteOld(Database from, long now) throws SQLException {
    long before = time.instant().minus(retention).toEpochMilli();
    try {
      if (from.deleteBefore(before, DELETED_AT_ONCE) == DELETED_AT_ONCE) {
        return true;
      }
    } catch (SQLException e) {
      if (!connector.isConflict(e)) {
        throw e;
      }
      from.rollback();
      retries++;
    }
    retentionAt = now + RETENTION_EVERY;
    return false;
  }

  private void disconnect() {
    Database open = database;
    database = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("the connection to {} did not close in order", connector.name(), e);
      }
    }
  }

  /** Delivers what it can in some seconds, and ends; what is left stays in the spool. */
  @Override
  public void close() {
    closeBy = nanos.getAsLong() + END.toNanos();
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      end();
      return;
    }
    LockSupport.unpark(thread);
    try {
      if (!thread.join(END.plusSeconds(1))) {
        Database waiting = database;
        if (waiting != null) {
          waiting.abort();
        }
        thread.join(END);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
