package sonde.redisclient;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which server takes the writes of a key: one for all, one that Sentinels name and that changes
 * with every failover, or one for each slot of a Cluster. Safe for use by several threads. What is
 * known is kept while nobody can be asked.
 */
public interface Primaries extends AutoCloseable {
  /**
   * The primary of a key, as far as is known. Does not wait.
   *
   * @throws NoPrimaryException if none is known; the message says whom to look at
   */
  RedisAddress of(byte[] key) throws NoPrimaryException;

  /** All primaries that are known; empty if none is. */
  Set<RedisAddress> all();

  /**
   * To be called when a server did not behave as a primary: it answered READONLY, was not to be
   * reached, or did not answer in time. Has it looked up soon, by another thread.
   */
  void doubt();

  /**
   * Whether nobody has been about to make another server the primary since a point in time: those
   * who decide have been asked after it, and most of them say so. Has them asked soon if not.
   *
   * @param since of {@link System#nanoTime}
   */
  default boolean settled(RedisAddress primary, long since) {
    return true;
  }

  /**
   * To be called when a server of a Cluster answered that another has the slot of a key.
   *
   * @param slot the slot
   * @param owner who has it
   */
  default void moved(int slot, RedisAddress owner) {
    doubt();
  }

  /** What a follower tells, in threads of its own; must not wait. */
  interface Listener {
    /** Another server is primary now, or the first that is known. */
    void changed();

    /** Somebody who knows primaries stopped answering, or answers again: a message for the log. */
    void noted(String message);
  }

  /** Stops following. */
  @Override
  void close();

  /** Always the same. */
  static Primaries fixed(RedisAddress address) {
    return new FixedPrimary(address);
  }

  /**
   * The one that Sentinels name. All of them are asked, once a second, after a doubt, and when one
   * of them publishes a switch; of different answers that of the highest configuration epoch
   * counts.
   */
  static Primaries behind(SentinelGroup group, Listener listener) {
    return SentinelPrimaries.start(group, listener);
  }

  /**
   * Those of a Cluster's slots.
   *
   * @param seeds nodes to ask first; those that they name are asked later
   * @param connectors how to connect to a node
   */
  static Primaries cluster(
      List<RedisAddress> seeds,
      Function<RedisAddress, RedisConnector> connectors,
      Listener listener) {
    return ClusterPrimaries.start(seeds, connectors, listener);
  }
}
