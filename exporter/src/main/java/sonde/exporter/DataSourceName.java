package sonde.exporter;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.postgres.PostgresAddress;

/**
 * What postgres_exporter's DATA_SOURCE_NAME says, taken apart at once, as it holds the password: a
 * URL with user information, or libpq's <a
 * href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING">keys and
 * values</a>. No message shows what may be part of a password.
 *
 * @param username null for the user that runs this program
 * @param password null for ~/.pgpass's
 */
record DataSourceName(
    PostgresAddress address, @Nullable String username, @Nullable Secret password) {
  private static final String SSLMODE = "sslmode";
  private static final String USER = "user";
  private static final String PASSWORD = "password";
  private static final Set<String> OWN = Set.of(USER, PASSWORD, "host", "port", "dbname");
  private static final Pattern URL = Pattern.compile("postgres(?:ql)?://([^/?#]*)(.*)");
  private static final Pattern PAIR =
      Pattern.compile(
          "\\s*([A-Za-z_]+)\\s*=\\s*(?:'((?:[^'\\\\]++|\\\\.)*+)'(?=\\s|$)|([^\\s']*))");
  private static final Pattern SEVERAL =
      Pattern.compile(",\\s*(?:postgres(?:ql)?://|(?:host|port|user|dbname|sslmode)\\s*=)");

  /**
   * Takes a name apart.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static DataSourceName parse(String text) {
    if (SEVERAL.matcher(text).find()) {
      throw new IllegalArgumentException(
          "names several servers: give each a target of its own in a file, for --config");
    }
    Matcher url = URL.matcher(text);
    if (url.matches()) {
      return ofUrl(url.group(1), url.group(2));
    }
    if (text.contains("://")) {
      throw new IllegalArgumentException("is a URL of another kind than postgresql://");
    }
    return ofPairs(text);
  }

  /** As the peer connects: with TLS unless told otherwise. */
  static PostgresAddress withDefaults(PostgresAddress address) {
    Map<String, String> parameters = new TreeMap<>(address.parameters());
    parameters.putIfAbsent(SSLMODE, "require");
    return new PostgresAddress(address.hosts(), address.database(), parameters);
  }

  private static DataSourceName ofUrl(String authority, String rest) {
    if (rest.indexOf('@') >= 0) {
      // A character ended the authority that belongs to the password.
      throw new IllegalArgumentException(
          "has an @ after the host: in a user's name, password or parameter write / as %2F, ? as"
              + " %3F, # as %23 and @ as %40");
    }
    int at = authority.lastIndexOf('@');
    String[] user = authority.substring(0, Math.max(at, 0)).split(":", 2);
    Map<String, String> pairs = new LinkedHashMap<>();
    if (!user[0].isEmpty()) {
      pairs.put(USER, decoded(user[0]));
    }
    if (user.length > 1 && !user[1].isEmpty()) {
      pairs.put(PASSWORD, decoded(user[1]));
    }
    String[] parts = rest.split("\\?", 2);
    boolean secret = false;
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String one : (parts.length > 1 ? parts[1] : "").split("&")) {
      if (one.isEmpty()) {
        continue;
      }
      String[] pair = one.split("=", 2);
      String name = decoded(pair[0]);
      requireKnown(name, secret);
      secret |= name.equals(PASSWORD);
      boolean own = name.equals(USER) || name.equals(PASSWORD);
      (own ? pairs : parameters).put(name, pair.length > 1 ? decoded(pair[1]) : "");
    }
    return of("postgresql://" + authority.substring(at + 1) + parts[0], pairs, parameters);
  }

  private static DataSourceName ofPairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher pair = PAIR.matcher(text);
    int end = 0;
    while (end < text.stripTrailing().length()) {
      pair.region(end, text.length());
      if (!pair.lookingAt()) {
        throw new IllegalArgumentException(
            "is neither postgresql://user:password@host:5432/database nor keys and values (host=…"
                + " user=…); a value with a space or quote stands in '…', with \\' and \\\\ for"
                + " these");
      }
      String name = pair.group(1);
      requireKnown(name, pairs.containsKey(PASSWORD));
      String value = pair.group(2) == null ? pair.group(3) : pair.group(2);
      (OWN.contains(name) ? pairs : parameters).put(name, value.replaceAll("\\\\(.)", "$1"));
      end = pair.end();
    }
    String host = pairs.getOrDefault("host", "");
    String port = pairs.getOrDefault("port", "");
    if (port.indexOf(',') >= 0) {
      throw new IllegalArgumentException("has several ports: write host=a:5432,b:5433 instead");
    }
    String named = host.isEmpty() ? "localhost" : host;
    if (named.startsWith("/")) {
      named = encoded(named);
    }
    if (!port.isEmpty()) {
      named += ":" + port;
    }
    return of(
        "postgresql://" + named + "/" + encoded(pairs.getOrDefault("dbname", "")),
        pairs,
        parameters);
  }

  private static DataSourceName of(
      String url, Map<String, String> pairs, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
            .collect(Collectors.joining("&"));
    String password = pairs.get(PASSWORD);
    return new DataSourceName(
        withDefaults(PostgresAddress.parse(url + "?" + query)),
        pairs.get(USER),
        password == null || password.isEmpty() ? null : Secret.of(password));
  }

  /** A key after the password may be the rest of it: a message that names it would show that. */
  private static void requireKnown(String name, boolean afterPassword) {
    if (afterPassword && !OWN.contains(name) && !PostgresAddress.parameterNames().contains(name)) {
      throw new IllegalArgumentException(
          "has a key after the password that is not known; if it is the rest of the password, put"
              + " that in '…', or write it percent-encoded in a URL");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Its message shows the text.
      throw new IllegalArgumentException(
          "has a % that two hexadecimal digits do not follow: a % itself is written %25");
    }
  }
}
