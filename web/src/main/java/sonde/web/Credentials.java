package sonde.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** User and password of a request (RFC 7617). Not a record: nothing may print it. */
final class Credentials {
  private static final String SCHEME = "Basic ";

  private final String user;
  private final byte[] password;

  private Credentials(String user, byte[] password) {
    this.user = user;
    this.password = password;
  }

  /** Out of the header {@code Authorization}; null if it has none of this kind. */
  static @Nullable Credentials of(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    byte[] pair;
    try {
      pair = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
    for (int i = 0; i < pair.length; i++) {
      if (pair[i] == ':') {
        return new Credentials(
            new String(pair, 0, i, StandardCharsets.UTF_8),
            Arrays.copyOfRange(pair, i + 1, pair.length));
      }
    }
    return null;
  }

  String user() {
    return user;
  }

  byte[] password() {
    return password;
  }
}
