package sonde.collect;

/**
 * Why a node, a request or a collector gave nothing.
 *
 * @param kind the kind, on which back-off and messages depend
 * @param message what happened and what to do, one bounded line without secrets
 */
public record Failure(Kind kind, String message) {
  /** The kinds of failure. */
  public enum Kind {
    /** The name cannot be resolved, nothing listens, or the connection broke. */
    UNREACHABLE,
    /** TLS was refused. */
    TLS,
    /** The credentials were refused. */
    AUTHENTICATION,
    /** What listens there is not this kind of store. */
    PROTOCOL,
    /** The server refuses the request: a privilege is missing. */
    REFUSED,
    /** The server does not know the request, or has nothing for the collector. */
    UNSUPPORTED,
    /** The server answered with any other error. */
    SERVER_ERROR,
    /** The deadline passed. */
    TIMEOUT,
    /** The answer was not what the documentation says. */
    MALFORMED,
    /** A mistake of ours. */
    BUG
  }

  /** Whether only a change at the server can mend it, so that asking again soon is no use. */
  boolean isRefusal() {
    return kind == Kind.REFUSED || kind == Kind.UNSUPPORTED;
  }

  @Override
  public String toString() {
    return message;
  }
}
