package sonde.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import sonde.config.Secret;

/** A bcrypt hash, as htpasswd ($2y$), OpenBSD ($2b$) and others ($2a$) write it. */
final class PasswordHash {
  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");

  /** Bcrypt looks at no more bytes of a password; htpasswd and Go hash and compare these. */
  private static final int LONGEST = 72;

  private PasswordHash() {}

  static boolean isValid(Secret hash) {
    return FORM.matcher(hash.reveal()).matches();
  }

  /** The binary logarithm of the rounds. */
  static int cost(Secret hash) {
    return Integer.parseInt(hash.reveal().substring(4, 6));
  }

  /** A hash that takes as long to compare as others of this cost, and that no password has. */
  static Secret unmatched(int cost) {
    return Secret.of("$2y$%02d$%s".formatted(cost, ".".repeat(53)));
  }

  /** Takes from milliseconds to seconds of CPU, by the cost. */
  static boolean matches(Secret hash, byte[] password) {
    // The three versions differ in bugs of old hashers only, which none of this library's has. A
    // password of 72 bytes leaves no room for the terminating zero.
    BCrypt.Version version =
        password.length < LONGEST
            ? BCrypt.Version.VERSION_2Y
            : BCrypt.Version.VERSION_2Y_NO_NULL_TERMINATOR;
    byte[] looked = Arrays.copyOf(password, Math.min(password.length, LONGEST));
    return BCrypt.verifyer(version)
        .verify(looked, hash.reveal().getBytes(StandardCharsets.US_ASCII))
        .verified;
  }
}
