package sonde.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks over a lane, within a deadline. */
record LaneSession(Lane.Turn turn, Deadline deadline) implements Session {
  @Override
  public <T> T ask(Request<T> request) throws FailedException {
    turn.open(deadline);
    One<T> one = new One<>(request);
    turn.link().ask(List.of(request), deadline, one);
    return one.answer();
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

    T answer() throws FailedException {
      Failure why = failure;
      if (why != null) {
        throw new FailedException(why);
      }
      @SuppressWarnings("unchecked") // the answer to the one request asked is of its type
      T value =
          (T)
              answer.orElseThrow(
                  () -> new IllegalStateException(asked.name() + " was not answered"));
      return value;
    }
  }
}
