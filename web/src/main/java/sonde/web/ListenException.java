package sonde.web;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An address that cannot be listened on; the message names it and says why. */
public final class ListenException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ListenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
