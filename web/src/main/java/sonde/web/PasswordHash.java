package sonde.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A bcrypt hash, as htpasswd ($2y$), OpenBSD ($2b$) and others ($2a$) write it. Not a record:
 * nothing may print it, as a weak password can be guessed from it.
 */
final class PasswordHash {
  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");

  /** Bcrypt looks at no more bytes of a password; htpasswd and Go hash and compare these. */
  private static final int LONGEST = 72;

  private final String text;

  private PasswordHash(String text) {
    this.text = text;
  }

  /**
   * Takes a hash in its usual form.
   *
   * @throws IllegalArgumentException with a message that does not show the text
   */
  static PasswordHash parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "is not a bcrypt hash ($2y$10$ and 53 characters, as htpasswd -nB makes it)");
    }
    return new PasswordHash(text);
  }

  /** A hash that takes as long to compare as others of this cost, and that no password has. */
  static PasswordHash unmatched(int cost) {
    return parse("$2y$%02d$%s".formatted(cost, ".".repeat(53)));
  }

  /** The binary logarithm of the rounds. */
  int cost() {
    return Integer.parseInt(text.substring(4, 6));
  }

  /** The hash as text, to tell it from another one. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes from milliseconds to seconds of CPU, by the cost. */
  boolean matches(byte[] password) {
    // The three versions differ in bugs of old hashers only, which none of this library's has. A
    // password of 72 bytes leaves no room for the terminating zero.
    BCrypt.Version version =
        password.length < LONGEST
            ? BCrypt.Version.VERSION_2Y
            : BCrypt.Version.VERSION_2Y_NO_NULL_TERMINATOR;
    byte[] looked = Arrays.copyOf(password, Math.min(password.length, LONGEST));
    return BCrypt.verifyer(version).verify(looked, bytes()).verified;
  }
}
