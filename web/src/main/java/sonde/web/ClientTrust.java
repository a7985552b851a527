package sonde.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Decides whether a client's certificate is good enough. */
final class ClientTrust extends X509ExtendedTrustManager {
  private static final Set<Integer> NAMES = Set.of(1, 2, 6); // e-mail, DNS, URI: RFC 5280 4.2.1.6
  private static final int IP_ADDRESS = 7;

  private final @Nullable X509ExtendedTrustManager verifier;
  private final @Nullable Set<String> allowedNames;

  private ClientTrust(
      @Nullable X509ExtendedTrustManager verifier, @Nullable Set<String> allowedNames) {
    this.verifier = verifier;
    this.allowedNames = allowedNames;
  }

  static ClientTrust of(TlsConfig config) throws IOException, GeneralSecurityException {
    List<String> sans = config.clientAllowedSans();
    Set<String> names = null;
    if (sans != null) {
      names = new HashSet<>();
      for (String san : sans) {
        names.add(canonical(san));
      }
    }
    return new ClientTrust(
        config.clientAuthType().verified() ? verifier(config.clientAuthorities()) : null, names);
  }

  private static X509ExtendedTrustManager verifier(@Nullable List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = null;
    if (authorities != null) {
      store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("ca" + count++, authority);
      }
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    // Null stands for the certificates that Java comes with, as Go takes the system's.
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("Java has no trust manager for X.509");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (verifier != null) {
      verifier.checkClientTrusted(chain, authType, engine);
    }
    if (allowedNames != null && !hasAllowedName(chain[0], allowedNames)) {
      throw new CertificateException(
          "the client's certificate has none of the names in client_allowed_sans");
    }
  }

  private static boolean hasAllowedName(X509Certificate certificate, Set<String> allowed)
      throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) {
      return false;
    }
    for (List<?> name : names) {
      if (!(name.get(0) instanceof Integer type) || !(name.get(1) instanceof String value)) {
        continue;
      }
      if (type == IP_ADDRESS
          ? allowed.contains(canonical(value))
          : NAMES.contains(type) && allowed.contains(value)) {
        return true;
      }
    }
    return false;
  }

  /** The one way to write an IP address; other names stay. */
  private static String canonical(String name) {
    try {
      return InetAddress.ofLiteral(name).getHostAddress();
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return verifier == null ? new X509Certificate[0] : verifier.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only connections of an engine are expected");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only connections of an engine are expected");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("a server has no server to trust");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("a server has no server to trust");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a server has no server to trust");
  }
}
