package sonde.web;

/**
 * Answers one request. Runs on a virtual thread of its own, many at a time.
 *
 * <p>What it throws becomes a 500 with one plain sentence for the client and an error in the log.
 */
@FunctionalInterface
public interface Handler {
  /** The answer to {@code request}. */
  Response handle(Request request) throws Exception;
}
