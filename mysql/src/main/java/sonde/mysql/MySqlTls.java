package sonde.mysql;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to speak TLS, as MySQL's own clients name it. The files are PEM and read anew at each
 * connect.
 *
 * @param mode whether TLS is used, and what of the server's certificate is checked
 * @param caFile whom to trust instead of the Java runtime's authorities
 * @param certFile the client's certificate, its chain after it
 * @param keyFile its private key, unencrypted, as PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
 */
public record MySqlTls(
    Mode mode, @Nullable Path caFile, @Nullable Path certFile, @Nullable Path keyFile) {
  /** No TLS, as mysqld_exporter connects unless told otherwise. */
  public static final MySqlTls DISABLED = new MySqlTls(Mode.DISABLED, null, null, null);

  /**
   * The values of <a
   * href="https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_ssl-mode">
   * ssl-mode</a>.
   */
  public enum Mode {
    /** No TLS. */
    DISABLED,
    /** TLS if the server can, with any certificate; protects from listeners only. */
    PREFERRED,
    /** TLS with any certificate; protects from listeners only. */
    REQUIRED,
    /** TLS, the certificate signed by a trusted authority. */
    VERIFY_CA,
    /** TLS, the certificate signed by a trusted authority and for the host's name. */
    VERIFY_IDENTITY;

    /** The mode of a name in any case, with {@code -} for {@code _} too. */
    static Optional<Mode> named(String name) {
      try {
        return Optional.of(valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    boolean verifies() {
      return this == VERIFY_CA || this == VERIFY_IDENTITY;
    }
  }

  /** Checks what belongs together. */
  public MySqlTls {
    if ((certFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException(
          "a client's certificate and its key (ssl-cert and ssl-key) belong together: set both");
    }
    if (mode == Mode.DISABLED && (caFile != null || certFile != null)) {
      throw new IllegalArgumentException(
          "files for TLS are named, but ssl-mode is DISABLED: leave one of them out");
    }
  }

  /**
   * As files and a flag say it that do not name a mode: with any file TLS, the certificate checked
   * unless told not to; without, none.
   *
   * @param insecureSkipVerify takes any certificate: only against passive listeners
   */
  public static MySqlTls of(
      @Nullable Path caFile,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      boolean insecureSkipVerify) {
    Mode mode =
        insecureSkipVerify
            ? Mode.REQUIRED
            : caFile == null && certFile == null && keyFile == null
                ? Mode.DISABLED
                : Mode.VERIFY_IDENTITY;
    return new MySqlTls(mode, caFile, certFile, keyFile);
  }
}
