package sonde.collect;

import java.io.Serial;

/** Says what is wrong with an exposition, and in which line. */
public final class MalformedExpositionException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedExpositionException(String message) {
    super(message);
  }

  MalformedExpositionException at(int line) {
    return new MalformedExpositionException("line " + line + ": " + getMessage());
  }
}
