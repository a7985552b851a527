package sonde.exporter;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address taken apart and put in its normal form, so that what is compared with a rule is just
 * what is connected to: letters in lower case, no dot at the host's end, the port always there.
 *
 * @param scheme in lower case
 * @param host a name, an IPv4 address, or an IPv6 address in its brackets; empty for a unix socket
 * @param port 1 to 65535; 0 for a unix socket
 * @param tail from the slash or question mark on: a path, parameters; of a unix socket its path
 */
record ProbeAddress(String scheme, String host, int port, String tail) {
  private static final int LONGEST = 1000;
  private static final int LONGEST_HOST = 253;
  private static final String UNIX = "unix";
  private static final String WHOLE_LABEL = "a * stands for one whole label of the host";

  /** The label of a rule's host that stands for any one. */
  static final String ANY = "*";

  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9*._-]+)(?::([0-9]{1,5}))?([/?].*)?");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{1,63}");
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  // Resolvers take such names for IPv4 addresses: 2130706433, 0x7f000001, 127.1, 0177.0.0.1.
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /**
   * Reads the address of a request.
   *
   * @throws IllegalArgumentException saying what is wrong, without the text
   */
  static ProbeAddress parse(String text, AddressSyntax syntax) {
    if (text.indexOf('*') >= 0) {
      throw new IllegalArgumentException("an address has no *");
    }
    return parsePattern(text, syntax);
  }

  /**
   * Reads an address in which labels of the host may be {@code *}.
   *
   * @throws IllegalArgumentException saying what is wrong, without the text
   */
  static ProbeAddress parsePattern(String text, AddressSyntax syntax) {
    checkCharacters(text);
    Matcher matcher = WITH_SCHEME.matcher(text);
    boolean named = matcher.matches();
    String written =
        named ? matcher.group(1).toLowerCase(Locale.ROOT) : syntax.schemes().getFirst();
    String scheme = syntax.aliases().getOrDefault(written, written);
    String rest = named ? matcher.group(2) : text;
    if (!syntax.schemes().contains(scheme)) {
      throw new IllegalArgumentException(
          "the scheme must be " + String.join("://, ", syntax.schemes()) + "://");
    }
    return scheme.equals(UNIX) ? unix(rest) : tcp(scheme, rest, syntax);
  }

  private static void checkCharacters(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("an address has at most " + LONGEST + " characters");
    }
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "an address must not contain user information (user:password@): a module has the"
              + " credentials");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '#' || c == '\\') {
        throw new IllegalArgumentException(
            "an address consists of visible ASCII characters, without # and \\");
      }
    }
  }

  private static ProbeAddress unix(String path) {
    if (path.length() < 2 || path.charAt(0) != '/' || path.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "a unix socket is named by an absolute path, without *: unix:///run/redis.sock");
    }
    return new ProbeAddress(UNIX, "", 0, path);
  }

  private static ProbeAddress tcp(String scheme, String rest, AddressSyntax syntax) {
    Matcher matcher = AUTHORITY.matcher(rest);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "an address is host:port; an IPv6 address stands in brackets: [::1]:"
              + syntax.port()
              + (rest.indexOf('*') < 0 ? "" : "; " + WHOLE_LABEL));
    }
    String digits = matcher.group(2);
    int port = digits == null ? syntax.port() : Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is between 1 and 65535");
    }
    String after = matcher.group(3);
    String tail = after == null || syntax.ignored().matcher(after).matches() ? "" : after;
    if (tail.indexOf('*') >= 0) {
      throw new IllegalArgumentException(WHOLE_LABEL);
    }
    return new ProbeAddress(scheme, host(matcher.group(1)), port, tail);
  }

  private static String host(String written) {
    String host = written.toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      requireIpv6(host);
      return host;
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    List<String> labels = labels(name);
    for (String label : labels) {
      checkLabel(label);
    }
    if (name.length() > LONGEST_HOST) {
      throw new IllegalArgumentException(
          "a host's name has at most " + LONGEST_HOST + " characters");
    }
    boolean numeric = NUMBER.matcher(labels.getLast()).matches();
    if (numeric ? !isIpv4(labels) : isPartOfIpv4(labels)) {
      throw new IllegalArgumentException(
          "an IPv4 address is four decimal numbers: 10.0.0.1; a * does not stand for one of them");
    }
    return name;
  }

  private static void requireIpv6(String host) {
    try {
      InetAddress.ofLiteral(host.substring(1, host.length() - 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("what stands in brackets is no IPv6 address", e);
    }
  }

  private static void checkLabel(String label) {
    if (label.equals(ANY)) {
      return;
    }
    if (label.indexOf('*') >= 0) {
      throw new IllegalArgumentException(WHOLE_LABEL);
    }
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException(
          "a host's name is labels of 1 to 63 letters, digits, _ and -, with single dots between");
    }
  }

  private static boolean isIpv4(List<String> labels) {
    return labels.size() == 4
        && labels.stream()
            .allMatch(one -> OCTET.matcher(one).matches() && Integer.parseInt(one) <= 255);
  }

  /** Such as 10.0.0.*, which is meant for addresses and would match names. */
  private static boolean isPartOfIpv4(List<String> labels) {
    return labels.size() == 4
        && labels.stream().anyMatch(one -> NUMBER.matcher(one).matches())
        && labels.stream().allMatch(one -> one.equals(ANY) || NUMBER.matcher(one).matches());
  }

  /** Whether the host is an IP address, which only the same one matches. */
  boolean isLiteral() {
    return host.startsWith("[") || NUMBER.matcher(labels().getLast()).matches();
  }

  /** The host's parts between its dots. */
  List<String> labels() {
    return labels(host);
  }

  private static List<String> labels(String host) {
    return List.of(host.split("\\.", -1));
  }

  /** The same place, with what follows host and port in another. */
  ProbeAddress withTailOf(ProbeAddress other) {
    return new ProbeAddress(scheme, host, port, other.tail);
  }

  /** One of the addresses that it stands for. */
  ProbeAddress sample() {
    return new ProbeAddress(scheme, host.replace(ANY, "a"), port, tail);
  }

  /** Without the tail, which may hold what is not to be shown. */
  String shown() {
    return scheme.equals(UNIX) ? toString() : scheme + "://" + host + ":" + port;
  }

  /** The whole address. */
  @Override
  public String toString() {
    return scheme.equals(UNIX) ? UNIX + "://" + tail : shown() + tail;
  }
}
