package sonde.web;

import java.io.IOException;
import java.io.Serial;

/** A response could not be sent: not the handler's fault, and nobody is there to be told. */
final class ClientGoneException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  ClientGoneException(IOException cause) {
    super(cause);
  }
}
