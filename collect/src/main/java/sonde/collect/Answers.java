package sonde.collect;

/** The parsed answers that a node gave. */
public interface Answers {
  /**
   * The answer to a request that was asked.
   *
   * @throws FailedException when there is none
   */
  <T> T get(Request<T> request) throws FailedException;
}
