package sonde.web;

import java.io.IOException;
import java.io.Serial;

/** The connection was ended because its client took too long or others needed the place. */
final class CutException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  CutException() {
    super("the connection was ended: its client took too long");
  }
}
