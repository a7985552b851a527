package sonde.collect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of store, at one address: opens links and says what it is that answers there.
 *
 * @param <F> its facts
 */
public interface Store<F extends Facts> {
  /**
   * Connects and authenticates.
   *
   * @throws FailedException when it does not succeed by the deadline, with the address in its
   *     message
   */
  Link connect(Deadline deadline) throws FailedException;

  /**
   * The requests whose answers give the facts. They come first in every run, and only a run in
   * which all of them are answered finds the node up.
   *
   * @param known what is known already, so that only what may have changed is asked; null to ask
   *     everything
   */
  List<Request<?>> identity(@Nullable F known);

  /**
   * The facts by the answers to {@link #identity}.
   *
   * @throws FailedException when this is not such a store
   */
  F facts(@Nullable F known, Answers answers) throws FailedException;

  /** The families about the scrape itself, among them the peer's {@code up}. */
  ScrapeFamilies scrapeFamilies();
}
