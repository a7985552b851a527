package sonde.redisclient;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Redis server listens.
 *
 * @param scheme how to talk to it
 * @param host a name, or an IP address without brackets; empty for a unix socket
 * @param port 1 to 65535; 0 for a unix socket
 * @param path of the unix socket; else empty
 */
public record RedisAddress(Scheme scheme, String host, int port, String path) {
  /** The port taken when an address names none. */
  public static final int DEFAULT_PORT = 6379;

  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");
  private static final Pattern DATABASE = Pattern.compile("(?:/\\d*)?");

  /** How to talk to the server. */
  public enum Scheme {
    /** TCP. */
    REDIS,
    /** TLS over TCP. */
    REDISS,
    /** A unix domain socket. */
    UNIX
  }

  /** Checks that the parts belong together. */
  public RedisAddress {
    boolean unix = scheme == Scheme.UNIX;
    if (unix ? !path.startsWith("/") : host.isEmpty() || !path.isEmpty()) {
      throw new IllegalArgumentException("a unix address has a path, any other has a host");
    }
    if (unix ? port != 0 : port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is between 1 and 65535");
    }
  }

  /**
   * Reads {@code redis://host:port}, {@code rediss://host:port}, {@code unix:///path} or {@code
   * host:port}; the port defaults to 6379, an IPv6 address stands in brackets. A database ({@code
   * /3}) is accepted, as redis_exporter does, and has no effect: nothing here depends on it.
   *
   * @throws IllegalArgumentException saying what is wrong; without the text if that contains user
   *     information
   */
  public static RedisAddress parse(String text) {
    Matcher matcher = WITH_SCHEME.matcher(text);
    String scheme = "redis";
    String rest = text;
    if (matcher.matches()) {
      scheme = matcher.group(1).toLowerCase(Locale.ROOT);
      rest = matcher.group(2);
    }
    if (scheme.equals("unix") && rest.startsWith("/")) {
      return unix(rest);
    }
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "an address must not contain user information (user:password@): set username and"
              + " password_file instead");
    }
    return switch (scheme) {
      case "redis" -> tcp(Scheme.REDIS, rest);
      case "rediss" -> tcp(Scheme.REDISS, rest);
      case "unix" ->
          throw invalid(text, "a unix socket is named by an absolute path: unix:///run/redis.sock");
      default -> throw invalid(text, "the scheme must be redis://, rediss:// or unix://");
    };
  }

  /** A plain TCP address. */
  public static RedisAddress of(String host, int port) {
    return new RedisAddress(Scheme.REDIS, host, port, "");
  }

  private static RedisAddress unix(String path) {
    if (path.indexOf('\0') >= 0 || path.length() < 2) {
      throw invalid(path, "this is no path of a socket");
    }
    return new RedisAddress(Scheme.UNIX, "", 0, path);
  }

  private static RedisAddress tcp(Scheme scheme, String rest) {
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String tail = slash < 0 ? "" : rest.substring(slash);
    if (!DATABASE.matcher(tail).matches()) {
      throw invalid(rest, "nothing but a database number may follow the port");
    }
    Matcher matcher = AUTHORITY.matcher(authority);
    if (!matcher.matches()) {
      throw invalid(
          rest, "an address is host:port; an IPv6 address stands in brackets: [::1]:6379");
    }
    String ipv6 = matcher.group(1);
    if (ipv6 != null) {
      requireLiteral(ipv6);
    }
    String port = matcher.group(3);
    int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      throw invalid(rest, "a port is between 1 and 65535");
    }
    return new RedisAddress(scheme, ipv6 == null ? matcher.group(2) : ipv6, number, "");
  }

  private static void requireLiteral(String ipv6) {
    try {
      InetAddress.ofLiteral(ipv6);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("[" + ipv6 + "] is no IPv6 address", e);
    }
  }

  private static IllegalArgumentException invalid(String text, String rule) {
    return new IllegalArgumentException("\"" + Printable.of(text) + "\": " + rule);
  }

  /** Host and port as a label or message shows them; the path of a unix socket. */
  public String hostAndPort() {
    if (scheme == Scheme.UNIX) {
      return path;
    }
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether the connection is to be TLS. */
  public boolean tls() {
    return scheme == Scheme.REDISS;
  }

  /** The address as {@link #parse} reads it. */
  @Override
  public String toString() {
    return scheme.name().toLowerCase(Locale.ROOT) + "://" + hostAndPort();
  }
}
