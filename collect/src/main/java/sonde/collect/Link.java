package sonde.collect;

import java.time.Duration;
import java.util.List;

/** An open, authenticated connection to a node. Used by one thread at a time, but for closing. */
public interface Link extends AutoCloseable {
  /**
   * Sends all requests in one round trip and hands the answers over in the requests' order, each as
   * soon as it is there. Never takes longer than the deadline: what is unanswered then is given up,
   * and the link closed, so that no late answer is taken for another's.
   *
   * @throws FailedException when the connection broke or the deadline passed; the requests not yet
   *     handed over have no answer, and the link is closed
   */
  void ask(List<Request<?>> requests, Deadline deadline, Handler handler) throws FailedException;

  /** Whether it can still be asked. */
  boolean isOpen();

  /** Closes it, from any thread; an {@link #ask} under way ends with an exception. */
  @Override
  void close();

  /** Takes answers. */
  interface Handler {
    /**
     * A request was answered.
     *
     * @param took how long the server kept us waiting for this answer, after the one before
     */
    <T> void answered(Request<T> request, T answer, Duration took);

    /** The server answered a request with an error, or with what cannot be parsed. */
    void refused(Request<?> request, Failure failure, Duration took);
  }
}
