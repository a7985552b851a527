package sonde.sql;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Cancels one statement when its time is up, for databases that cannot be told to do so. {@link
 * Statement#setQueryTimeout} would not do: SQLite's driver takes it for how long to wait on a lock,
 * and it counts in seconds.
 */
final class StatementLimit {
  private final Statement statement;
  private final Duration limit;
  private final ScheduledFuture<?> alarm;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private boolean ended;
  private boolean expired;

  private StatementLimit(Statement statement, Duration limit) {
    this.statement = statement;
    this.limit = limit;
    this.alarm = Watch.TIMER.schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Of a statement that is about to begin. */
  static StatementLimit on(Statement statement, Duration limit) {
    return new StatementLimit(statement, limit);
  }

  private void expire() {
    synchronized (this) {
      if (ended) {
        return;
      }
      expired = true;
    }
    // Drivers may connect for it, which is nothing for the timer's thread.
    Thread.startVirtualThread(
        () -> {
          try {
            statement.cancel();
          } catch (SQLException e) {
            // It is cut off at the deadline then, with its connection.
            return;
          } finally {
            cancelled.countDown();
          }
        });
  }

  /**
   * The statement has ended. Waits for a cancel that is on its way, as it would hit the next one.
   *
   * @return whether it was not cancelled
   * @throws SQLException when the cancel does not arrive: the connection is of no use any more
   */
  boolean end() throws SQLException {
    synchronized (this) {
      ended = true;
      if (!expired) {
        alarm.cancel(false);
        return true;
      }
    }
    try {
      if (cancelled.await(Watch.GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SQLException("its cancel did not arrive", "08000");
  }

  /** What became of a statement that was cancelled. */
  SQLTimeoutException exceeded(SQLException cause) {
    return new SQLTimeoutException(
        "took more than " + limit.toMillis() + " ms, its share of the time, and was cancelled",
        "57014",
        cause);
  }
}
