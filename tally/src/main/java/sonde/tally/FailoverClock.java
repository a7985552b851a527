package sonde.tally;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.redisclient.RedisAddress;

/**
 * Measures how long failovers keep requests waiting: from the first attempt that failed to the
 * first answer of the new primary.
 */
final class FailoverClock {
  private static final Logger LOG = LoggerFactory.getLogger(FailoverClock.class);

  private final TallyMetrics metrics;
  private Set<RedisAddress> primaries = Set.of();
  private @Nullable Long failing;
  private boolean changed;

  FailoverClock(TallyMetrics metrics) {
    this.metrics = metrics;
  }

  /** These are the primaries now. */
  synchronized void primaries(Set<RedisAddress> now) {
    if (now.equals(primaries)) {
      return;
    }
    if (primaries.isEmpty()) {
      LOG.info("Redis' primary is {}", text(now));
    } else {
      LOG.warn("Redis' primary is {} now, it was {}", text(now), text(primaries));
      metrics.failedOver();
      changed = true;
    }
    primaries = now;
  }

  private static String text(Set<RedisAddress> addresses) {
    return String.join(", ", addresses.stream().map(RedisAddress::hostAndPort).sorted().toList());
  }

  /** An attempt failed. */
  synchronized void failed() {
    if (failing == null) {
      failing = System.nanoTime();
    }
  }

  /** A primary answered. */
  synchronized void answered(RedisAddress primary) {
    Long since = failing;
    if (since != null && primaries.contains(primary)) {
      Duration took = Duration.ofNanos(System.nanoTime() - since);
      failing = null;
      if (changed) {
        LOG.info(
            "{} answers, {} ms after the first failure", primary.hostAndPort(), took.toMillis());
        metrics.failoverTook(took);
      }
      changed = false;
    }
  }
}
