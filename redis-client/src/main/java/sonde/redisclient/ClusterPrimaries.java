package sonde.redisclient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Follows the owners of a Cluster's slots. */
final class ClusterPrimaries implements Primaries {
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final RedisCommand SLOTS = RedisCommand.of("CLUSTER", "SLOTS");

  private final List<RedisAddress> seeds;
  private final Function<RedisAddress, RedisConnector> connectors;
  private final Listener listener;
  private final AtomicReferenceArray<@Nullable RedisAddress> owners =
      new AtomicReferenceArray<>(KeySlot.COUNT);
  private final Lookout lookout;
  private volatile Set<RedisAddress> all = Set.of();
  private volatile @Nullable String problem = "not asked yet";
  private volatile @Nullable RedisConnection asking;

  private ClusterPrimaries(
      List<RedisAddress> seeds,
      Function<RedisAddress, RedisConnector> connectors,
      Listener listener) {
    this.seeds = List.copyOf(seeds);
    this.connectors = connectors;
    this.listener = listener;
    this.lookout = new Lookout("cluster-poll", POLL, this::look);
  }

  static ClusterPrimaries start(
      List<RedisAddress> seeds,
      Function<RedisAddress, RedisConnector> connectors,
      Listener listener) {
    ClusterPrimaries primaries = new ClusterPrimaries(seeds, connectors, listener);
    primaries.lookout.start();
    return primaries;
  }

  /** Asks the node of the last answer, else one after the other until one knows. */
  private void look() {
    List<String> problems = new ArrayList<>();
    RedisConnection connection = asking;
    if (connection != null && connection.isOpen() && ask(connection, problems)) {
      return;
    }
    Set<RedisAddress> candidates = new LinkedHashSet<>(all);
    candidates.addAll(seeds);
    for (RedisAddress candidate : candidates) {
      try {
        RedisConnection opened = connectors.apply(candidate).connect(LIMIT);
        if (ask(opened, problems)) {
          asking = opened;
          return;
        }
      } catch (RedisException e) {
        problems.add(e.getMessage());
      }
    }
    boolean known = problem == null;
    problem = String.join("; ", problems);
    if (known) {
      listener.noted("no node of the Cluster tells its slots: " + problem);
    }
  }

  private boolean ask(RedisConnection connection, List<String> problems) {
    try {
      Reply reply = connection.call(SLOTS, LIMIT);
      take(ClusterSlots.read(reply, connection.address()));
      problem = null;
      return true;
    } catch (RedisException e) {
      problems.add(e.getMessage());
    } catch (UnexpectedReplyException e) {
      problems.add(
          connection.address().hostAndPort() + ": no node of a Cluster: " + e.getMessage());
    }
    connection.close();
    return false;
  }

  private void take(List<ClusterSlots> ranges) {
    Set<RedisAddress> now = new LinkedHashSet<>();
    boolean changed = false;
    for (ClusterSlots range : ranges) {
      now.add(range.primary());
      for (int slot = range.first(); slot <= range.last(); slot++) {
        changed |= !Objects.equals(owners.getAndSet(slot, range.primary()), range.primary());
      }
    }
    // A node whose only slot was learnt by a redirection is new here, too.
    changed |= !now.equals(all);
    all = Set.copyOf(now);
    if (changed) {
      listener.changed();
    }
  }

  @Override
  public RedisAddress of(byte[] key) throws NoPrimaryException {
    int slot = KeySlot.of(key);
    RedisAddress owner = owners.get(slot);
    if (owner == null) {
      String why = problem;
      throw new NoPrimaryException(
          "no node of the Cluster is known to have slot " + slot + (why == null ? "" : ": " + why));
    }
    return owner;
  }

  @Override
  public Set<RedisAddress> all() {
    return all;
  }

  @Override
  public void doubt() {
    lookout.wake();
  }

  @Override
  public void moved(int slot, RedisAddress owner) {
    if (!Objects.equals(owners.getAndSet(slot, owner), owner)) {
      lookout.wake();
    }
  }

  @Override
  public void close() {
    lookout.close();
    RedisConnection connection = asking;
    if (connection != null) {
      connection.close();
    }
  }
}
