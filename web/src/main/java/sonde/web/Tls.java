package sonde.web;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS as {@code tls_server_config} wants it, with the certificates as they are now. Immutable: what
 * changes makes a new one, so that no session of the old one is resumed.
 */
final class Tls {
  private final SSLContext context;
  private final SSLParameters parameters;

  private Tls(SSLContext context, SSLParameters parameters) {
    this.context = context;
    this.parameters = parameters;
  }

  static Tls of(TlsConfig config) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    Identity identity = config.identity();
    context.init(new KeyManager[] {identity}, new TrustManager[] {ClientTrust.of(config)}, null);
    SSLParameters parameters = context.getDefaultSSLParameters();
    List<String> versions = TlsVersion.javaNames(config.minVersion(), config.maxVersion());
    parameters.setProtocols(
        supported(versions, context.getSupportedSSLParameters().getProtocols()));
    parameters.setUseCipherSuitesOrder(config.preferServerCipherSuites());
    if (!config.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(ciphers(config, context));
    }
    if (!config.curvePreferences().isEmpty()) {
      parameters.setNamedGroups(curves(config, identity));
    }
    if (config.clientAuthType().needed()) {
      parameters.setNeedClientAuth(true);
    } else if (config.clientAuthType().asked()) {
      parameters.setWantClientAuth(true);
    }
    return new Tls(context, parameters);
  }

  SSLEngine engine(String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  SSLContext context() {
    return context;
  }

  /** The list is of TLS 1.2 and below; as in Go, those of 1.3 are not a matter of configuration. */
  private static String[] ciphers(TlsConfig config, SSLContext context) {
    Set<String> supported =
        new HashSet<>(Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()));
    var ciphers = new ArrayList<String>();
    for (String cipher : context.getDefaultSSLParameters().getCipherSuites()) {
      if (!cipher.contains("_WITH_")) {
        ciphers.add(cipher);
      }
    }
    for (String cipher : config.cipherSuites()) {
      if (supported.contains(cipher) && !ciphers.contains(cipher)) {
        ciphers.add(cipher);
      }
    }
    return ciphers.toArray(String[]::new);
  }

  /** Java counts the curve of the certificate among them, Go does not: it goes last. */
  private static String[] curves(TlsConfig config, Identity identity) {
    var curves = new LinkedHashSet<>(config.javaCurves());
    String own = identity.curve();
    if (own != null) {
      curves.add(own);
    }
    return curves.toArray(String[]::new);
  }

  private static String[] supported(List<String> wanted, String[] supported) {
    return wanted.stream().filter(Arrays.asList(supported)::contains).toArray(String[]::new);
  }
}
