package sonde.collect;

import java.io.Serial;

/** Carries a {@link Failure} up to the run, which turns it into an outcome. */
public final class FailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /** Of a failure. */
  public FailedException(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  /** Of a kind and a message, see {@link Failure}. */
  public FailedException(Failure.Kind kind, String message) {
    this(new Failure(kind, message));
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }
}
