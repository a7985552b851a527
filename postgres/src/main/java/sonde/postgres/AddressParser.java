package sonde.postgres;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a connection URI. */
final class AddressParser {
  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern PARTS = Pattern.compile("([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");

  /** Parameters that say what the authority may say. */
  private static final Set<String> WHERE = Set.of("host", "port");

  private static final Pattern DIRECTORY = Pattern.compile("(%2[Ff][^:]*)(?::(\\d{1,5}))?");

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
    String authority = authority(matcher.group(1), parameters);
    String path = matcher.group(2) == null ? "" : matcher.group(2);
    if (path.indexOf('/') >= 0) {
      throw invalid("what follows the host is one database's name; a slash in it is written %2F");
    }
    String database = decoded(path);
    if (database.indexOf('\0') >= 0) {
      throw invalid("a database's name has no NUL");
    }
    return new PostgresAddress(hosts(authority), database, parameters);
  }

  /** What stands between the slashes; without that what the parameters host and port say. */
  private String authority(String written, Map<String, String> parameters) {
    String host = parameters.remove("host");
    String port = parameters.remove("port");
    if (host == null && port == null) {
      return written;
    }
    if (!written.isEmpty() || host == null) {
      throw invalid("the parameters host and port go with postgresql:///database?host=…");
    }
    String name = host.startsWith("/") ? host.replace("%", "%25").replace("/", "%2F") : host;
    return port == null ? name : name + ":" + port;
  }

  private List<PostgresAddress.Host> hosts(String authority) {
    List<PostgresAddress.Host> hosts = new ArrayList<>();
    for (String one : authority.split(",", -1)) {
      Matcher directory = DIRECTORY.matcher(one);
      if (directory.matches()) {
        hosts.add(new PostgresAddress.Host(decoded(directory.group(1)), port(directory.group(2))));
        continue;
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
    int port = port(matcher.group(3));
    return new PostgresAddress.Host(ipv6 == null ? matcher.group(2) : ipv6, port);
  }

  private int port(@Nullable String digits) {
    int number = digits == null ? PostgresAddress.DEFAULT_PORT : Integer.parseInt(digits);
    if (number < 1 || number > 65535) {
      throw invalid("a port is between 1 and 65535");
    }
    return number;
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
      if (!WHERE.contains(name)) {
        Parameter.check(name, value);
      }
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
