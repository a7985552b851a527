package sonde.collect;

import java.util.Optional;

/**
 * What a collector has to work with: the node's facts, and the answers to the requests that it
 * declared.
 *
 * @param <F> the store's facts
 */
public interface Replies<F extends Facts> extends Answers {
  /** The facts, the role as of this run. */
  F facts();

  /**
   * The answer to a declared request.
   *
   * @throws FailedException when there is none; left uncaught it fails the collector, and the
   *     failure's message is the collector's
   * @throws IllegalStateException when the collector did not declare the request
   */
  @Override
  <T> T get(Request<T> request) throws FailedException;

  /**
   * Whether a request was declared for this run. Requests are declared by what was known of the
   * node before it; a collector whose requests name what the node has may find more in the answers.
   */
  boolean asked(Request<?> request);

  /** The answer to a declared request without which the collector can do, empty when refused. */
  default <T> Optional<T> find(Request<T> request) throws FailedException {
    try {
      return Optional.of(get(request));
    } catch (FailedException e) {
      if (e.failure().isRefusal()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Asks a second question, for what can only be known from the first answers. Each costs a round
   * trip, so only a collector whose spec says {@link Spec#asksMore} may: it runs on the node's
   * second connection.
   *
   * @throws FailedException when it fails or the deadline passes
   */
  <T> T ask(Request<T> request) throws FailedException;
}
