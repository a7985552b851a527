package sonde.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks second questions over a lane, within a deadline; what the log holds back is not sent. */
record LaneSession(Lane.Turn turn, Deadline deadline, NodeState<?> node) implements Session {
  @Override
  public <T> T ask(Request<T> request) throws FailedException {
    Optional<Failure> held = node.log().heldBack(request);
    if (held.isPresent()) {
      throw new FailedException(held.get());
    }
    if (deadline.passed()) {
      throw new FailedException(Failure.Kind.TIMEOUT, "no time was left to ask " + request.name());
    }
    One<T> one = new One<>(request);
    Exchange exchange = new Exchange(node.time(), List.of(request), one);
    try {
      turn.connectAndAsk(exchange, deadline);
    } catch (FailedException e) {
      if (e.failure().kind() == Failure.Kind.TIMEOUT && exchange.awaited() != null) {
        node.log().timedOut(request, e.failure(), exchange.waited());
      }
      throw e;
    }
    return one.answer(node.log());
  }

  /** Takes the one answer. */
  private static final class One<T> implements Link.Handler {
    private final Request<T> asked;
    private Optional<Object> answer = Optional.empty();
    private @Nullable Failure failure;

    One(Request<T> asked) {
      this.asked = asked;
    }

    @Override
    public <A> void answered(Request<A> request, A value, Duration took) {
      answer = Optional.of(value);
    }

    @Override
    public void refused(Request<?> request, Failure why, Duration took) {
      failure = why;
    }

    /** The answer; only what must be left alone is noted, as a scan's requests are never equal. */
    T answer(RequestLog log) throws FailedException {
      Failure why = failure;
      if (why != null) {
        log.refused(asked, why, Duration.ZERO);
        throw new FailedException(why);
      }
      log.forget(asked);
      @SuppressWarnings("unchecked") // the answer to the one request asked is of its type
      T value =
          (T)
              answer.orElseThrow(
                  () -> new IllegalStateException(asked.name() + " was not answered"));
      return value;
    }
  }
}
