package sonde.tally;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.Reply;

/**
 * The replicas of each primary, all of which have to confirm a count.
 *
 * <p>A replica that is missed may have failed, and then the others are enough. Or it is being
 * promoted, while its old primary is alive and does not know yet: what that one counts with the
 * others is lost. So the others are enough only when Sentinels, asked after the replica was missed,
 * know of no failover.
 */
final class AttachedReplicas {
  /** More than there can be. */
  static final int UNKNOWN = Integer.MAX_VALUE;

  private final Redis redis;
  private final TallyMetrics metrics;
  private final Long begun = System.nanoTime();
  private final Map<RedisAddress, Known> byPrimary = new HashMap<>();

  /**
   * What is known of a primary.
   *
   * @param doubted since when a replica has been missed; null if none is
   */
  private record Known(Set<String> replicas, @Nullable Long doubted) {}

  AttachedReplicas(Redis redis, TallyMetrics metrics) {
    this.redis = redis;
    this.metrics = metrics;
  }

  /** The most that a primary has, at least one: for how many to wait. */
  synchronized int most() {
    return byPrimary.values().stream()
        .mapToInt(known -> atLeastOne(known.replicas))
        .max()
        .orElse(1);
  }

  /**
   * How many must have confirmed, of those that are attached now.
   *
   * @param role a primary's answer to ROLE
   */
  int needed(RedisAddress primary, Reply role) {
    Set<String> now = new HashSet<>();
    for (Reply replica : role.items().get(2).items()) {
      now.add(replica.items().getFirst().text() + " " + replica.items().get(1).text());
    }
    return needed(primary, now);
  }

  private synchronized int needed(RedisAddress primary, Set<String> now) {
    Known before = byPrimary.get(primary);
    boolean missed = before == null ? byPrimary.isEmpty() : !now.containsAll(before.replicas);
    if (missed) {
      Long doubted = before == null ? begun : before.doubted;
      long since = doubted == null ? System.nanoTime() : doubted;
      if (!redis.settled(primary, since)) {
        if (before != null) {
          byPrimary.put(primary, new Known(before.replicas, since));
        }
        return UNKNOWN;
      }
    }
    if (before == null || before.doubted != null || !before.replicas.equals(now)) {
      byPrimary.keySet().retainAll(redis.primaries());
      byPrimary.put(primary, new Known(Set.copyOf(now), null));
      metrics.attached(
          byPrimary.values().stream()
              .mapToInt(known -> atLeastOne(known.replicas))
              .min()
              .orElse(0));
    }
    return atLeastOne(now);
  }

  private static int atLeastOne(Set<String> replicas) {
    return Math.max(1, replicas.size());
  }
}
