package sonde.flows;

import java.io.IOException;
import java.util.Objects;

/** Capturing or reading a capture cannot go on; the message says why and what to do. */
final class CaptureException extends IOException {
  private static final long serialVersionUID = 1;

  CaptureException(String message) {
    super(message);
  }

  CaptureException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null: there is always something to say. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
