package sonde.postgres;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import sonde.collect.Failure;

/**
 * What errors mean, by their SQLSTATE: the appendix <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL Error Codes</a>.
 */
final class PostgresErrors {
  private PostgresErrors() {}

  static Failure failure(String what, SQLException error) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    Failure.Kind kind = kind(state, error);
    String advice = advice(state, kind);
    return new Failure(
        kind,
        what
            + " failed: "
            + Printable.of(said(error))
            + (state.isEmpty() ? "" : " [" + Printable.of(state) + "]")
            + (advice.isEmpty() ? "" : " (" + advice + ")"));
  }

  private static Failure.Kind kind(String state, SQLException error) {
    if (isTls(state, error)) {
      return Failure.Kind.TLS;
    }
    if (caused(error, SocketTimeoutException.class) != null) {
      return Failure.Kind.TIMEOUT;
    }
    return switch (state) {
      case "42501" -> Failure.Kind.REFUSED;
      case "42P01", "42883", "42703", "0A000" -> Failure.Kind.UNSUPPORTED;
      case "57014", "55P03" -> Failure.Kind.TIMEOUT;
      case "57P01", "57P02", "57P03" -> Failure.Kind.UNREACHABLE;
      case "08P01" -> Failure.Kind.PROTOCOL;
      default ->
          state.startsWith("28")
              ? Failure.Kind.AUTHENTICATION
              : state.startsWith("08") ? Failure.Kind.UNREACHABLE : Failure.Kind.SERVER_ERROR;
    };
  }

  /** The driver has no state of its own for what goes wrong about TLS. */
  private static boolean isTls(String state, SQLException error) {
    if (caused(error, SSLException.class) != null) {
      return true;
    }
    String message = error.getMessage();
    return state.startsWith("08")
        && message != null
        && (message.contains("SSL") || message.contains("hostnameverifier"));
  }

  private static String advice(String state, Failure.Kind kind) {
    return switch (state) {
      case "26000", "42P05" -> "behind a connection pooler set prepared_statements: false";
      case "28P01" -> "check username and password_file";
      case "42501" -> "`sonde grants postgres` prints what to grant";
      case "57014" -> "it took longer than its share of the scrape's time";
      case "55P03" -> "somebody holds a lock on what it reads";
      case "3D000" -> "name a database of this server in the address";
      case "53300" ->
          "raise max_connections or see what holds the connections; from 16 on"
              + " pg_use_reserved_connections keeps some for monitoring";
      case "57P03" -> "the server is starting, or recovering";
      default -> kind == Failure.Kind.TLS ? "see sslmode and sslrootcert in the address" : "";
    };
  }

  /** What the server said, in its first line; what the driver says only with its cause. */
  private static String said(SQLException error) {
    if (caused(error, UnknownHostException.class) instanceof UnknownHostException unknown) {
      return "there is no host " + unknown.getMessage();
    }
    // What follows the first line is detail, hint and position.
    String message = String.valueOf(error.getMessage()).split("\n", 2)[0];
    Throwable cause = error.getCause();
    return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
        ? message
        : message + " " + cause.getMessage();
  }

  private static @Nullable Throwable caused(Throwable error, Class<? extends Throwable> kind) {
    Throwable cause = error;
    // A chain of causes may not end.
    for (int i = 0; i < 8 && cause != null; i++) {
      if (kind.isInstance(cause)) {
        return cause;
      }
      cause = cause.getCause();
    }
    return null;
  }
}
