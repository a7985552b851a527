package sonde.postgres;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a connection URI. */
final class AddressParser {
  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern PARTS = Pattern.compile("([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");

  private final String text;

  private AddressParser(String text) {
    this.text = text;
  }

  static PostgresAddress parse(String text) {
    Matcher matcher = WITH_SCHEME.matcher(text);
    boolean named = matcher.matches();
    String rest = named ? matcher.group(2) : text;
    int end = rest.split("[/?]", 2)[0].length();
    if (rest.substring(0, end).indexOf('@') >= 0 || rest.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "an address must not contain user information (user:password@): set username and"
              + " password_file instead");
    }
    AddressParser parser = new AddressParser(text);
    if (named && !List.of("postgresql", "postgres").contains(matcher.group(1))) {
      throw parser.invalid("the scheme must be postgresql://");
    }
    return parser.parts(rest);
  }

  private PostgresAddress parts(String rest) {
    Matcher matcher = PARTS.matcher(rest);
    if (!matcher.matches()) {
      throw invalid("an address is postgresql://host:port/database?parameter=value");
    }
    Map<String, String> parameters = parameters(matcher.group(3) == null ? "" : matcher.group(3));
    String database = matcher.group(2) == null ? "" : decoded(matcher.group(2));
    if (database.indexOf('/') >= 0 || database.indexOf('\0') >= 0) {
      throw invalid("a database's name has no slash");
    }
    return new PostgresAddress(hosts(matcher.group(1)), database, parameters);
  }

  private List<PostgresAddress.Host> hosts(String authority) {
    List<PostgresAddress.Host> hosts = new ArrayList<>();
    for (String one : authority.split(",", -1)) {
      if (one.startsWith("%2F") || one.startsWith("%2f")) {
        throw invalid("unix sockets are not supported: name the host, such as 127.0.0.1");
      }
      Matcher matcher = HOST.matcher(one);
      if (!matcher.matches()) {
        throw invalid("a host is host:port; an IPv6 address stands in brackets: [::1]:5432");
      }
      hosts.add(host(matcher));
    }
    return hosts;
  }

  private PostgresAddress.Host host(Matcher matcher) {
    String ipv6 = matcher.group(1);
    if (ipv6 != null) {
      try {
        InetAddress.ofLiteral(ipv6);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("[" + ipv6 + "] is no IPv6 address", e);
      }
    }
    String port = matcher.group(3);
    int number = port == null ? PostgresAddress.DEFAULT_PORT : Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      throw invalid("a port is between 1 and 65535");
    }
    return new PostgresAddress.Host(ipv6 == null ? matcher.group(2) : ipv6, number);
  }

  private Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String one : query.split("&")) {
      if (one.isEmpty()) {
        continue;
      }
      int equal = one.indexOf('=');
      String name = decoded(equal < 0 ? one : one.substring(0, equal));
      String value = equal < 0 ? "" : decoded(one.substring(equal + 1));
      Parameter.check(name, value);
      if (parameters.put(name, value) != null) {
        throw new IllegalArgumentException("the parameter " + name + " stands twice");
      }
    }
    return parameters;
  }

  private String decoded(String part) {
    try {
      // A plus is a plus in these URIs.
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "after a % there must be two hexadecimal digits (%25 for a %)", e);
    }
  }

  /** Without the parameters, which may hold what somebody took for one. */
  private IllegalArgumentException invalid(String rule) {
    return new IllegalArgumentException(
        "\"" + Printable.of(text.split("\\?", 2)[0]) + "\": " + rule);
  }
}
