package sonde.redisclient;

/** A reply is of another type than its reader expected. The message shows the reply, bounded. */
public final class UnexpectedReplyException extends IllegalArgumentException {
  UnexpectedReplyException(String expected, Reply got) {
    super("expected " + expected + ", got " + got);
  }
}
