package sonde.flows;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of the database: each change once, and a heartbeat while rows are written. */
final class DeliveryLog {
  private static final Logger LOG = LoggerFactory.getLogger("sonde.flows.sink");
  private static final long LONGEST_WAIT_SECONDS = 30;
  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(10).toNanos();

  private final DatabaseConnector connector;
  private final int heartbeat;
  private long lastHeartbeat;
  private long lastRows;
  private boolean connected;
  private long wait;
  private @Nullable String trouble;

  DeliveryLog(DatabaseConnector connector, int heartbeat, long now) {
    this.connector = connector;
    this.heartbeat = heartbeat;
    this.lastHeartbeat = now - HEARTBEAT_NANOS;
  }

  /** Rows can be written; said once until the database is lost. */
  void connected(String server, long waiting) {
    if (connected) {
      return;
    }
    connected = true;
    LOG.info("connected to {}, {}; {} records wait", connector.name(), server, waiting);
    wait = 0;
    trouble = null;
  }

  /**
   * The database is lost, or cannot be reached.
   *
   * @return for how many nanoseconds to wait before the next try
   */
  long lost(SQLException e) {
    connected = false;
    long before = wait;
    wait = Math.clamp(2 * before, 1, LONGEST_WAIT_SECONDS);
    // By its kind, since a message may name a port or a time.
    String kind = e.getSQLState() + " " + e.getErrorCode();
    if (!kind.equals(trouble)) {
      trouble = kind;
      LOG.warn(
          "lost the database {}: {}; retry in {} s", connector.name(), connector.message(e), wait);
    } else if (wait != before) {
      LOG.info(
          "retry in {} s{}",
          wait,
          wait == LONGEST_WAIT_SECONDS ? ", and so on until it is back" : "");
    }
    return Duration.ofSeconds(wait).toNanos();
  }

  /** After enough rows, but not too often. */
  void heartbeat(long rows, long waiting, long now) {
    if (rows - lastRows >= heartbeat && now - lastHeartbeat >= HEARTBEAT_NANOS) {
      LOG.info(
          "heartbeat: {} rows written, {} since the last; {} wait", rows, rows - lastRows, waiting);
      lastRows = rows;
      lastHeartbeat = now;
    }
  }
}
