package sonde.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not be seen. Nothing prints it: {@link #toString} is {@code <secret>}, and
 * {@link #reveal} is the only way to the text.
 */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /** Keeps the text from being printed. */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The text itself, for the one who must send it or compare it. */
  public String reveal() {
    return text;
  }

  /** Whether the text is empty. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** Compares in a time that does not depend on where the texts differ. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
  }

  /** The same for all: a hash printed somewhere would allow a guess to be verified. */
  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "<secret>";
  }

  private byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
