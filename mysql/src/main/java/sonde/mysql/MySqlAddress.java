package sonde.mysql;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.config.Suggestion;

/**
 * Where a MySQL or MariaDB server listens.
 *
 * @param host a name, or an IP address without brackets; empty for a unix socket
 * @param port 1 to 65535; 0 for a unix socket
 * @param socket the absolute path of a unix socket; else empty
 * @param database the default one; empty for none, which is all that the collectors need
 * @param tls how to speak TLS
 */
public record MySqlAddress(String host, int port, String socket, String database, MySqlTls tls) {
  /** The port taken when an address names none. */
  public static final int DEFAULT_PORT = 3306;

  private static final int LONGEST_SHOWN = 100;
  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern TCP =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?(?:/([^/]*))?");
  private static final List<String> PARAMETERS =
      List.of("socket", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key");

  /** Checks that the parts belong together. */
  public MySqlAddress {
    boolean unix = !socket.isEmpty();
    if (unix ? !socket.startsWith("/") || !host.isEmpty() : host.isEmpty()) {
      throw new IllegalArgumentException(
          "an address has either a host or the absolute path of a socket");
    }
    if (unix ? port != 0 : port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is between 1 and 65535");
    }
  }

  /**
   * Reads {@code mysql://host:port/database?ssl-mode=VERIFY_IDENTITY}, {@code unix:///path}, {@code
   * mysql://localhost?socket=/path} or {@code host:port}. The port defaults to 3306, an IPv6
   * address stands in brackets. Parameters: {@code socket}, {@code ssl-mode}, {@code ssl-ca},
   * {@code ssl-cert}, {@code ssl-key}, as my.cnf has them; {@code _} may stand for {@code -}. With
   * a file for TLS but no mode, it is VERIFY_IDENTITY; without either, DISABLED.
   *
   * @throws IllegalArgumentException saying what is wrong; without the text if that contains user
   *     information
   */
  public static MySqlAddress parse(String text) {
    Matcher matcher = WITH_SCHEME.matcher(text);
    String scheme = "mysql";
    String rest = text;
    if (matcher.matches()) {
      scheme = matcher.group(1).toLowerCase(Locale.ROOT);
      rest = matcher.group(2);
    }
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    boolean unix = scheme.equals("unix");
    // Wherever it stands: a password may hold any character.
    if (!unix && text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "an address must not contain user information (user:password@): set username and"
              + " password_file instead");
    }
    Map<String, String> parameters = parameters(question < 0 ? "" : rest.substring(question + 1));
    if (unix) {
      parameters.put("socket", decoded(place));
      place = "localhost";
    } else if (!scheme.equals("mysql")) {
      throw invalid(text, "the scheme must be mysql:// or unix://");
    }
    return of(place, parameters);
  }

  private static MySqlAddress of(String place, Map<String, String> parameters) {
    Matcher matcher = TCP.matcher(place);
    if (!matcher.matches()) {
      throw invalid(
          place,
          "an address is mysql://host:port/database; an IPv6 address stands in brackets:"
              + " [::1]:3306");
    }
    String ipv6 = matcher.group(1);
    if (ipv6 != null) {
      requireLiteral(ipv6);
    }
    String database = matcher.group(4) == null ? "" : decoded(matcher.group(4));
    MySqlTls tls = tls(parameters);
    String socket = parameters.get("socket");
    if (socket != null) {
      if (socket.length() < 2 || !socket.startsWith("/") || socket.indexOf('\0') >= 0) {
        throw invalid(
            socket, "a socket is named by an absolute path: unix:///run/mysqld/mysqld.sock");
      }
      return new MySqlAddress("", 0, socket, database, tls);
    }
    String port = matcher.group(3);
    int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      throw invalid(place, "a port is between 1 and 65535");
    }
    return new MySqlAddress(ipv6 == null ? matcher.group(2) : ipv6, number, "", database, tls);
  }

  /** A server's port, without TLS. */
  public static MySqlAddress of(String host, int port) {
    return new MySqlAddress(host, port, "", "", MySqlTls.DISABLED);
  }

  /** A server's socket. */
  public static MySqlAddress unix(String path) {
    return new MySqlAddress("", 0, path, "", MySqlTls.DISABLED);
  }

  /** This address with TLS as told. */
  public MySqlAddress withTls(MySqlTls how) {
    return new MySqlAddress(host, port, socket, database, how);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : query.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String written = equals < 0 ? part : part.substring(0, equals);
      String name = written.toLowerCase(Locale.ROOT).replace('_', '-');
      if (!PARAMETERS.contains(name)) {
        throw invalid(
            written,
            "there is no such parameter"
                + Suggestion.near(name, PARAMETERS)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; there are " + String.join(", ", PARAMETERS)));
      }
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      if (value.isEmpty()) {
        throw invalid(written, "the parameter needs a value");
      }
      if (parameters.put(name, value) != null) {
        throw invalid(written, "the parameter stands there twice");
      }
    }
    return parameters;
  }

  private static MySqlTls tls(Map<String, String> parameters) {
    Path ca = path(parameters.get("ssl-ca"));
    Path cert = path(parameters.get("ssl-cert"));
    Path key = path(parameters.get("ssl-key"));
    String mode = parameters.get("ssl-mode");
    if (mode == null) {
      return MySqlTls.of(ca, cert, key, false);
    }
    MySqlTls.Mode named =
        MySqlTls.Mode.named(mode)
            .orElseThrow(
                () ->
                    invalid(
                        mode,
                        "ssl-mode is one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA,"
                            + " VERIFY_IDENTITY"));
    return new MySqlTls(named, ca, cert, key);
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null ? null : Path.of(text);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(invalid(text, "a % starts two digits").getMessage(), e);
    }
  }

  private static void requireLiteral(String ipv6) {
    try {
      InetAddress.ofLiteral(ipv6);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("[" + ipv6 + "] is no IPv6 address", e);
    }
  }

  private static IllegalArgumentException invalid(String text, String rule) {
    String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + '…' : text;
    return new IllegalArgumentException(
        "\"" + shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?") + "\": " + rule);
  }

  /** Whether it is a unix socket. */
  public boolean isUnix() {
    return !socket.isEmpty();
  }

  /** Host and port as a label or message shows them; the path of a unix socket. */
  public String hostAndPort() {
    if (isUnix()) {
      return socket;
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The address without database and parameters. */
  @Override
  public String toString() {
    return (isUnix() ? "unix://" : "mysql://") + hostAndPort();
  }
}
