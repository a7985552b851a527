package sonde.tally;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL database is, as {@code postgresql://host:port/database?parameters}.
 *
 * @param jdbcUrl for pgjdbc; without user and password
 */
public record PostgresUri(String jdbcUrl) {
  /** An address and who to be there, as other libraries' URLs have them together. */
  record WithUser(PostgresUri address, @Nullable String username, @Nullable String password) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what is wrong; never repeats user information
   */
  public static PostgresUri parse(String text) {
    WithUser read = parseWithUser(text);
    if (read.username != null) {
      throw new IllegalArgumentException(
          "has user information (user:password@): set username and password_file instead");
    }
    return read.address;
  }

  /**
   * Reads SQLAlchemy's URLs, too: {@code postgresql+psycopg2://user:password@host/database}.
   *
   * @throws IllegalArgumentException saying what is wrong; never repeats user information
   */
  static WithUser parseWithUser(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is no URL: " + e.getReason(), e);
    }
    String scheme = uri.getScheme();
    String path = uri.getRawPath();
    if (scheme == null || !scheme.matches("postgres(ql)?(\\+[a-z0-9]+)?")) {
      throw new IllegalArgumentException("is not postgresql://host:port/database");
    }
    if (uri.getHost() == null || path == null || path.length() < 2 || path.indexOf('/', 1) > 0) {
      throw new IllegalArgumentException("names no host or no database");
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    if (query.matches("(?i).*[?&](user|password)=.*")) {
      throw new IllegalArgumentException("names a user among its parameters: set username instead");
    }
    PostgresUri address =
        new PostgresUri("jdbc:postgresql://" + uri.getHost() + port + path + query);
    String user = uri.getRawUserInfo();
    if (user == null) {
      return new WithUser(address, null, null);
    }
    int colon = user.indexOf(':');
    return new WithUser(
        address,
        decoded(colon < 0 ? user : user.substring(0, colon)),
        colon < 0 ? null : decoded(user.substring(colon + 1)));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return jdbcUrl.substring("jdbc:".length());
  }
}
