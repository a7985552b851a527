package sonde.flows;

/** The spool cannot be used at all; the message says why and what to do. */
final class SpoolException extends Exception {
  SpoolException(String message) {
    super(message);
  }

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
