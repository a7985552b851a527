package sonde.redisclient;

import java.util.Objects;

/** No primary is known. The message says why, for the log. */
public final class NoPrimaryException extends Exception {
  NoPrimaryException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
