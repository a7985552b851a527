package sonde.collect;

import java.time.Duration;
import java.util.List;

/** A connection to the {@link FakeStore}, which answers as its script says. */
final class FakeLink implements Link {
  private final FakeStore store;
  private final FakeTime time;
  boolean dead;
  private boolean open = true;

  FakeLink(FakeStore store, FakeTime time) {
    this.store = store;
    this.time = time;
  }

  @Override
  public void ask(List<Request<?>> requests, Deadline deadline, Handler handler)
      throws FailedException {
    store.asked.add(requests.stream().map(Request::name).toList());
    if (!open || dead) {
      throw broken();
    }
    for (Request<?> request : requests) {
      switch (store.replyTo(request)) {
        case FakeStore.Answer(String text, Duration took) -> {
          pass(took, deadline);
          // A new object each time, as if it had been parsed.
          handler.answered((Question) request, String.copyValueOf(text.toCharArray()), took);
        }
        case FakeStore.Refuse(Failure failure, Duration took) -> {
          pass(took, deadline);
          handler.refused(request, failure, took);
        }
        case FakeStore.Hang() -> pass(deadline.remaining().plusNanos(1), deadline);
        case FakeStore.Break() -> throw broken();
        case FakeStore.Blunder(RuntimeException thrown) -> throw thrown;
        case FakeStore.After _ -> throw new AssertionError("resolved by the store");
      }
      if (!open) {
        throw broken();
      }
    }
  }

  private void pass(Duration took, Deadline deadline) throws FailedException {
    if (took.compareTo(deadline.remaining()) > 0) {
      time.advance(deadline.remaining());
      open = false;
      throw new FailedException(Failure.Kind.TIMEOUT, "no answer in time");
    }
    time.advance(took);
  }

  private FailedException broken() {
    open = false;
    return new FailedException(Failure.Kind.UNREACHABLE, "the connection broke");
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
