package sonde.mysql;

import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import sonde.collect.Failure;
import sonde.pem.PemException;
import sonde.sql.Dialect;

/**
 * What a server's error means for us, and what to do about it, by the numbers of the <a
 * href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">reference</a>.
 */
final class ServerErrors {
  /** Of a user or a password that is not right. */
  static final int ACCESS_DENIED = 1045;

  private static final int LONGEST = 300;
  private static final Pattern CONNECTION = Pattern.compile("^\\(conn=-?\\d+\\) ");
  private static final String GRANTS = " (`sonde grants mysql` prints what to grant)";

  private ServerErrors() {}

  /** Whether the driver gave up because the server has no TLS. */
  static boolean isWithoutTls(SQLException error) {
    return String.valueOf(error.getMessage()).contains("ssl not enabled in the server");
  }

  static Failure failure(MySqlAddress address, String what, SQLException error) {
    String said = said(error);
    return switch (error.getErrorCode()) {
      case ACCESS_DENIED, 1698, 1251, 1862, 3118, 3955, 4151 ->
          new Failure(
              Failure.Kind.AUTHENTICATION,
              address + ": " + said + " (check username and password_file)");
      case 1130, 1129 -> new Failure(Failure.Kind.AUTHENTICATION, address + ": " + said);
      case 1049 -> unknownDatabase(address, what, error, said);
      case 1040, 1203, 1226 ->
          new Failure(
              Failure.Kind.UNREACHABLE,
              address + ": " + said + " (the limit on connections is reached)");
      case 1044, 1142, 1143, 1227, 1370 ->
          new Failure(Failure.Kind.REFUSED, what + " was refused: " + said + GRANTS);
      case 1064, 1109, 1193, 1286 ->
          new Failure(Failure.Kind.UNSUPPORTED, what + " was answered with an error: " + said);
      case 1205, 1317, 1969, 3024 ->
          new Failure(Failure.Kind.TIMEOUT, what + " took too long and was ended: " + said);
      default -> byState(address, what, error, said);
    };
  }

  /** In a query it is one of those that it names, and not the address'. */
  private static Failure unknownDatabase(
      MySqlAddress address, String what, SQLException error, String said) {
    return what.equals(Dialect.CONNECTING)
        ? new Failure(
            Failure.Kind.SERVER_ERROR,
            address + ": " + said + " (leave the database out of the address, or create it)")
        : byState(address, what, error, said);
  }

  private static Failure byState(
      MySqlAddress address, String what, SQLException error, String said) {
    String state = error.getSQLState();
    if (state != null && state.startsWith("28")) {
      return new Failure(Failure.Kind.AUTHENTICATION, address + ": " + said);
    }
    if (error.getErrorCode() != 0 && (state == null || !state.startsWith("08"))) {
      return new Failure(
          Failure.Kind.SERVER_ERROR,
          what + " was answered with an error: " + said + " (SQLSTATE " + state + ")");
    }
    if (isWithoutTls(error)) {
      return new Failure(
          Failure.Kind.TLS,
          address + ": the server has no TLS: set it up there, or set ssl-mode=DISABLED");
    }
    return broken(address, what, error, said);
  }

  private static Failure broken(
      MySqlAddress address, String what, SQLException error, String said) {
    if (said.startsWith("SSL hostname verification failed")) {
      return new Failure(
          Failure.Kind.TLS,
          address
              + ": the server's certificate is not for "
              + address.host()
              + " (ssl-mode=VERIFY_CA does not mind)");
    }
    Throwable root = error;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof PemException) {
        return new Failure(Failure.Kind.TLS, address + ": " + clean(cause.getMessage()));
      }
      if (cause instanceof SSLException || cause instanceof CertificateException) {
        return new Failure(
            Failure.Kind.TLS,
            address + ": TLS failed: " + clean(cause.getMessage()) + " (see ssl-mode and ssl-ca)");
      }
    }
    return switch (root) {
      case UnknownHostException _ ->
          new Failure(
              Failure.Kind.UNREACHABLE,
              address + ": the name " + address.host() + " cannot be resolved");
      case ConnectException _ ->
          new Failure(
              Failure.Kind.UNREACHABLE, address + ": nothing listens there, or a firewall refuses");
      // Of a socket's path.
      case SocketException e when String.valueOf(e.getMessage()).startsWith("No such file") ->
          new Failure(Failure.Kind.UNREACHABLE, address + ": there is no such socket");
      case SocketException e when String.valueOf(e.getMessage()).startsWith("Permission") ->
          new Failure(Failure.Kind.UNREACHABLE, address + ": this user may not use the socket");
      case SocketTimeoutException _ ->
          new Failure(Failure.Kind.TIMEOUT, address + ": " + what + " had no answer in time");
      default -> new Failure(Failure.Kind.UNREACHABLE, address + ": " + what + ": " + said);
    };
  }

  private static String said(SQLException error) {
    String message = error.getMessage();
    return message == null
        ? "error " + error.getErrorCode()
        : clean(CONNECTION.matcher(message).replaceFirst(""));
  }

  private static String clean(@Nullable String message) {
    String all = String.valueOf(message);
    String start = all.length() > LONGEST ? all.substring(0, LONGEST) + '…' : all;
    return start.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
  }
}
