package sonde.collect;

import java.util.List;
import java.util.Optional;

/**
 * Reads one aspect of a store: declares its families and the requests that it needs, then turns the
 * replies into samples. Stateless, pure and shared by all nodes; the same instance is called from
 * several threads.
 *
 * @param <F> the store's facts
 */
public interface Collector<F extends Facts> {
  /** Name, families, since when, on by default. Documentation and checks derive from it. */
  Spec spec();

  /**
   * Why a server of these facts has nothing for this collector, such as {@code cluster support is
   * disabled}; empty when it can be asked. The versions of the spec are checked before.
   */
  default Optional<String> lacking(F facts) {
    return Optional.empty();
  }

  /** The requests whose answers {@link #collect} reads. */
  List<Request<?>> requests(F facts);

  /**
   * Turns the replies into samples.
   *
   * @throws FailedException when it cannot; everything that it put is thrown away then
   */
  void collect(Replies<F> replies, Sink out) throws FailedException;
}
