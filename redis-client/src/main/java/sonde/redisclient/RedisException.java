package sonde.redisclient;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis could not be had or was lost; it is closed. An error <em>reply</em> is none
 * of these, see {@link Reply.Error}. The message begins with the address, names the cause and what
 * to do; it never contains a secret, and of the server's text at most 200 characters, escaped.
 */
public final class RedisException extends Exception {
  /** What went wrong, for those who react to it. */
  public enum Kind {
    /** The host name has no address, or the name service did not answer in time. */
    UNRESOLVABLE,
    /** Nobody listens there, the network does not reach it, or the server refuses connections. */
    UNREACHABLE,
    /**
     * The time was over: no connection, or not all replies. A port that never says anything is this
     * too, since it cannot be told from a Redis that is stopped.
     */
    TIMEOUT,
    /** The TLS handshake failed, or a file for it cannot be used. */
    TLS,
    /** The server refused the credentials, or they cannot be read. */
    AUTHENTICATION,
    /** What answers does not speak Redis' protocol, or beyond the limits that protect this side. */
    NOT_REDIS,
    /** The connection ended: by the server, by the network, or by {@link RedisConnection#abort}. */
    CLOSED
  }

  private final Kind kind;

  RedisException(Kind kind, RedisAddress address, String what, @Nullable Throwable cause) {
    super(address.hostAndPort() + ": " + what, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
