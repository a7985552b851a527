package sonde.servers;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server could not be found, started, reached or ended. The message names the server and carries
 * the end of its own log, without the passwords that this module gave it.
 */
public final class ServerException extends RuntimeException {
  ServerException(String message) {
    super(message);
  }

  ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
