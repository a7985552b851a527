package sonde.redisclient;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sonde.config.Default;
import sonde.config.ReadableFile;

/**
 * How to speak TLS with a {@code rediss://} address, also as configurations have it under {@code
 * tls}. The files are PEM and read anew at each connect.
 *
 * @param caFile whom to trust instead of the Java runtime's authorities
 * @param certFile the client's certificate, its chain after it
 * @param keyFile its private key, unencrypted, as PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
 * @param serverName the name to ask for and to expect in the certificate, instead of the address'
 *     host
 * @param insecureSkipVerify takes any certificate: only against passive listeners
 */
public record RedisTls(
    @Nullable @ReadableFile Path caFile,
    @Nullable @ReadableFile Path certFile,
    @Nullable @ReadableFile Path keyFile,
    @Nullable String serverName,
    @Default("false") boolean insecureSkipVerify) {
  /** The Java runtime's authorities, the address' host as name, no client certificate. */
  public static final RedisTls DEFAULT = new RedisTls(null, null, null, null, false);

  /** Checks that a certificate comes with its key. */
  public RedisTls {
    if ((certFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException("cert_file and key_file belong together: set both");
    }
  }
}
