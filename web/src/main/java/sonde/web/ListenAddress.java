package sonde.web;

import java.net.InetSocketAddress;

/**
 * An address to listen on, written as Prometheus' programs take it: {@code host:port}, {@code
 * 0.0.0.0:10600}, {@code [::1]:10600}, {@code :10600} for every interface.
 *
 * @param host a name or an IP address without brackets; empty for every interface
 * @param port 0 to 65535; 0 takes a free one
 */
public record ListenAddress(String host, int port) {
  /** Checks the port. */
  public ListenAddress {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw invalid(text, "it has no port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw invalid(text, "an IPv6 address stands in brackets");
    }
    if (!host.chars().allMatch(c -> c > ' ' && c < 0x7f && "/@?#[]\\".indexOf(c) < 0)) {
      throw invalid(text, "the host has a character that no host has");
    }
    return new ListenAddress(host, port(text, text.substring(colon + 1)));
  }

  private static int port(String text, String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65535) {
      throw invalid(text, "its port is not a number from 0 to 65535");
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException invalid(String text, String why) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not an address to listen on (host:port, [::]:port, :port): " + why);
  }

  /** To bind to; the name is resolved now. */
  InetSocketAddress toSocketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  ListenAddress withPort(int actual) {
    return new ListenAddress(host, actual);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
