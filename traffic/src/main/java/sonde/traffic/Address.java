package sonde.traffic;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a service listens: {@code scheme://host:port/tail}, of which only the host must be there.
 *
 * @param text as it was written
 * @param scheme in lower case; empty if there is none
 * @param host a name, or an IP address without brackets
 * @param port 1 to 65535; 0 if there is none
 * @param tail what follows the port, from its slash on; may be empty
 */
record Address(String text, String scheme, String host, int port, String tail) {
  // The tail goes into requests and reports: printable, without what would end a string there.
  private static final Pattern FORM =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))"
              + "(?::(\\d{1,5}))?([/?][!-~&&[^\"\\\\]]*)?");

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what is wrong; the message never repeats the text
   */
  static Address parse(String text) {
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "has user information (user:password@): set username and password_file instead");
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "is not scheme://host:port; an IPv6 address stands in brackets: [::1]:80");
    }
    String ipv6 = form.group(2);
    if (ipv6 != null) {
      requireLiteral(ipv6);
    }
    int port = form.group(4) == null ? 0 : Integer.parseInt(form.group(4));
    if (form.group(4) != null && (port < 1 || port > 65535)) {
      throw new IllegalArgumentException("has a port that is not 1 to 65535");
    }
    return new Address(
        text,
        form.group(1) == null ? "" : form.group(1).toLowerCase(Locale.ROOT),
        ipv6 == null ? form.group(3) : ipv6,
        port,
        form.group(5) == null ? "" : form.group(5));
  }

  private static void requireLiteral(String ipv6) {
    try {
      InetAddress.ofLiteral(ipv6);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("has brackets around what is no IPv6 address", e);
    }
  }

  /** The same with this port if it has none. */
  Address withPort(int fallback) {
    return port > 0 ? this : new Address(text, scheme, host, fallback, tail);
  }

  /** Host and port as URLs and headers have them. */
  String authority() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return text;
  }
}
