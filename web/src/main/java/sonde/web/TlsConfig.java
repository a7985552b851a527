package sonde.web;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.Secret;
import sonde.config.Validated;
import sonde.pem.Pem;
import sonde.pem.PemException;

/**
 * {@code tls_server_config} of the web configuration file. Where file and text are given, the file.
 */
record TlsConfig(
    @Nullable String cert,
    @Nullable Secret key,
    @Nullable String clientCa,
    @Nullable FileName certFile,
    @Nullable FileName keyFile,
    @Nullable FileName clientCaFile,
    @Default("NoClientCert") ClientAuth clientAuthType,
    @Nullable List<String> clientAllowedSans,
    @Default("TLS12") TlsVersion minVersion,
    @Default("TLS13") TlsVersion maxVersion,
    @Default("[]") List<String> cipherSuites,
    @Default("true") boolean preferServerCipherSuites,
    @Default("[]") List<String> curvePreferences)
    implements Validated {

  /** Go's names of curves and Java's of the same. */
  private static final Map<String, String> CURVES =
      Map.of(
          "CurveP256", "secp256r1",
          "CurveP384", "secp384r1",
          "CurveP521", "secp521r1",
          "X25519", "x25519");

  /** What Go's {@code tls.CipherSuites} lists; Java has the same names. */
  private static final Set<String> CIPHERS =
      Set.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Whether TLS is meant at all: a section with defaults only means plain HTTP. */
  boolean enabled() {
    return hasCert() || hasKey() || hasClientCa() || clientAuthType.asked();
  }

  @Nullable Path certPath() {
    return FileName.of(certFile);
  }

  @Nullable Path keyPath() {
    return FileName.of(keyFile);
  }

  @Nullable Path clientCaPath() {
    return FileName.of(clientCaFile);
  }

  boolean hasClientCa() {
    return clientCaPath() != null || given(clientCa);
  }

  @Override
  public void validate(Checks checks) {
    if (!enabled()) {
      return;
    }
    if (!hasCert()) {
      checks.problem("certFile", "is required for TLS, or cert");
    }
    if (!hasKey()) {
      checks.problem("keyFile", "is required for TLS, or key");
    }
    if (minVersion.compareTo(maxVersion) > 0) {
      checks.problem("minVersion", "is above max_version");
    } else if (maxVersion.compareTo(TlsVersion.TLS12) < 0) {
      checks.problem("maxVersion", "is below TLS12, the lowest version that Java still speaks");
    }
    checkNames(checks);
    checkClients(checks);
    if (hasCert() && hasKey()) {
      checkIdentity(checks);
    }
  }

  private void checkNames(Checks checks) {
    for (String cipher : cipherSuites) {
      if (!CIPHERS.contains(cipher)) {
        checks.problem(
            "cipherSuites",
            "\""
                + cipher
                + "\" is not one of "
                + String.join(", ", CIPHERS.stream().sorted().toList()));
      }
    }
    for (String curve : curvePreferences) {
      if (!CURVES.containsKey(curve)) {
        checks.problem(
            "curvePreferences",
            "\""
                + curve
                + "\" is not one of "
                + String.join(", ", CURVES.keySet().stream().sorted().toList()));
      }
    }
  }

  private void checkClients(Checks checks) {
    if (hasClientCa() && !clientAuthType.asked()) {
      checks.problem(
          "clientAuthType",
          "is NoClientCert although a client CA is given, so nobody would be asked");
    }
    if (clientAllowedSans != null && !clientAuthType.needed()) {
      checks.problem(
          "clientAllowedSans",
          "needs client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert: a client"
              + " without a certificate has no name to compare");
    }
    try {
      clientAuthorities();
    } catch (PemException e) {
      checks.problem("clientCaFile", String.valueOf(e.getMessage()));
    }
  }

  private void checkIdentity(Checks checks) {
    try {
      identity();
    } catch (PemException | GeneralSecurityException e) {
      checks.problem("certFile", String.valueOf(e.getMessage()));
    }
  }

  /** The server's certificates and key, read now. */
  Identity identity() throws PemException, GeneralSecurityException {
    Path certPath = certPath();
    Path keyPath = keyPath();
    String certName = certPath == null ? "cert" : certPath.toString();
    String keyName = keyPath == null ? "key" : keyPath.toString();
    Pem certPem = certPath == null ? Pem.of(certName, String.valueOf(cert)) : Pem.read(certPath);
    Pem keyPem =
        keyPath == null ? Pem.of(keyName, key == null ? "" : key.reveal()) : Pem.read(keyPath);
    var chain = certPem.certificates();
    return Identity.of(chain, keyPem.privateKey(chain.getFirst()), certName, keyName);
  }

  /** The certificates that clients are verified with, read now; null for the system's. */
  @Nullable List<X509Certificate> clientAuthorities() throws PemException {
    Path path = clientCaPath();
    if (path != null) {
      return Pem.read(path).certificates();
    }
    return clientCa != null && given(clientCa)
        ? Pem.of("client_ca", clientCa).certificates()
        : null;
  }

  /** The files that the TLS set-up comes from. */
  List<Path> files() {
    var files = new ArrayList<Path>();
    for (Path file : new @Nullable Path[] {certPath(), keyPath(), clientCaPath()}) {
      if (file != null) {
        files.add(file);
      }
    }
    return files;
  }

  List<String> javaCurves() {
    return curvePreferences.stream().map(curve -> CURVES.getOrDefault(curve, curve)).toList();
  }

  private boolean hasCert() {
    return certPath() != null || given(cert);
  }

  private boolean hasKey() {
    return keyPath() != null || (key != null && !key.isEmpty());
  }

  private static boolean given(@Nullable String text) {
    return text != null && !text.isBlank();
  }
}
