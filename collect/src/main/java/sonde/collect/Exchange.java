package sonde.collect;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests on their way over a connection: passes the answers on, and knows which request the
 * server is at, and since when.
 */
final class Exchange implements Link.Handler {
  private final Time time;
  private final List<Request<?>> requests;
  private final Link.Handler receiver;
  private final Set<Request<?>> open;
  private boolean sent;
  private boolean answered;
  private long since;

  Exchange(Time time, List<Request<?>> requests, Link.Handler receiver) {
    this.time = time;
    this.requests = requests;
    this.receiver = receiver;
    this.open = new LinkedHashSet<>(requests);
  }

  List<Request<?>> requests() {
    return requests;
  }

  /** The requests are being sent now. */
  void sending() {
    sent = true;
    since = time.nanos();
  }

  @Override
  public <T> void answered(Request<T> request, T answer, Duration took) {
    settled(request);
    receiver.answered(request, answer, took);
  }

  @Override
  public void refused(Request<?> request, Failure failure, Duration took) {
    settled(request);
    receiver.refused(request, failure, took);
  }

  private void settled(Request<?> request) {
    answered = true;
    since = time.nanos();
    open.remove(request);
  }

  /** Whether the server said anything at all. */
  boolean isAnswered() {
    return answered;
  }

  /** The requests without an answer, in their order. */
  List<Request<?>> open() {
    return List.copyOf(open);
  }

  /** The request that the server is at; null when none was sent, or all are answered. */
  @Nullable Request<?> awaited() {
    return sent && !open.isEmpty() ? open.iterator().next() : null;
  }

  /** For how long that one has been awaited. */
  Duration waited() {
    return Duration.ofNanos(time.nanos() - since);
  }
}
