package sonde.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends what a connection does at a deadline: asks the server over a connection of its own to cancel
 * the statement, and soon after cuts the connection, whatever the server is doing. A driver's own
 * timeouts count in seconds, and do not help against a server that stands still.
 */
final class Watch implements AutoCloseable {
  /** For the server to hear of it; after that, who waits gets its answer. */
  static final Duration GRACE = Duration.ofMillis(250);

  static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Connection connection;
  private final ScheduledFuture<?> cancel;
  private volatile @Nullable ScheduledFuture<?> cut;
  private volatile @Nullable Statement running;
  private volatile boolean closed;
  private volatile boolean expired;

  private Watch(Connection connection, Duration limit) {
    this.connection = connection;
    this.cancel = TIMER.schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  static Watch over(Connection connection, Duration limit) {
    return new Watch(connection, limit);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("sql-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** What runs now. */
  <S extends Statement> S on(S statement) {
    running = statement;
    return statement;
  }

  /** Whether the deadline came; once closed, it does not come any more. */
  boolean isExpired() {
    return expired;
  }

  private void expire() {
    synchronized (this) {
      if (closed) {
        return;
      }
      expired = true;
    }
    cut = TIMER.schedule(this::cut, GRACE.toNanos(), TimeUnit.NANOSECONDS);
    Statement statement = running;
    if (statement != null) {
      Thread.startVirtualThread(
          () -> {
            try {
              statement.cancel();
            } catch (SQLException e) {
              // The server does not listen; its own time limit, and the cut, have to do.
              return;
            }
          });
    }
  }

  private void cut() {
    if (!closed) {
      try {
        connection.abort(Thread::startVirtualThread);
      } catch (SQLException e) {
        // Closed already.
        return;
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    cancel.cancel(false);
    ScheduledFuture<?> cutting = cut;
    if (cutting != null) {
      cutting.cancel(false);
    }
  }
}
