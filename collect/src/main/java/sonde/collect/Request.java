package sonde.collect;

/**
 * A question to a store, with the parser of its answer. Requests that are equal are the same
 * question: it is sent and parsed once in a run, however many collectors ask it. Implementations
 * are immutable and compare by what is sent.
 *
 * @param <T> the parsed answer
 */
public interface Request<T> {
  /** A short name for messages, such as {@code SLOWLOG LEN}; never holds a secret. */
  String name();
}
