package sonde.pem;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file cannot be read, or does not hold what is looked for. The message names the file, says
 * what is wrong and never shows any of the content.
 */
public final class PemException extends IOException {
  private static final long serialVersionUID = 1;

  PemException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  PemException(String message) {
    super(message);
  }
}
