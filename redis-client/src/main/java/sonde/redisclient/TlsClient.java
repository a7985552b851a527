package sonde.redisclient;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import sonde.pem.Pem;
import sonde.redisclient.RedisException.Kind;

/** TLS around one connected socket, with the files as they are now. */
final class TlsClient {
  private final RedisAddress address;
  private final RedisTls tls;
  private final String name;

  TlsClient(RedisAddress address, RedisTls tls) {
    this.address = address;
    this.tls = tls;
    this.name = tls.serverName() == null ? address.host() : tls.serverName();
  }

  SSLSocket handshake(Socket socket, Deadline deadline) throws RedisException {
    SSLContext context = context();
    try {
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(socket, name, address.port(), true);
      SSLParameters parameters = secured.getSSLParameters();
      if (!tls.insecureSkipVerify()) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
      }
      nameToAskFor(parameters);
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      return secured;
    } catch (IOException e) {
      if (deadline.expired()) {
        throw new RedisException(
            Kind.TIMEOUT,
            address,
            "no TLS handshake within "
                + Dialer.text(deadline.timeout())
                + ": if the port does not speak TLS, use redis://",
            e);
      }
      throw new RedisException(Kind.TLS, address, explain(e), e);
    }
  }

  /** Java would not ask for a name without a dot, as services within a cluster have. */
  private void nameToAskFor(SSLParameters parameters) {
    try {
      InetAddress.ofLiteral(name);
    } catch (IllegalArgumentException _) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      } catch (IllegalArgumentException _) {
        // Not allowed in TLS, e.g. with an underscore: the certificate is checked all the same.
      }
    }
  }

  private SSLContext context() throws RedisException {
    try {
      KeyManager[] keys = null;
      if (tls.certFile() != null && tls.keyFile() != null) {
        List<X509Certificate> chain = Pem.read(tls.certFile()).certificates();
        PrivateKey key = Pem.read(tls.keyFile()).privateKey(chain.getFirst());
        keys = new KeyManager[] {new OneKeyManager(chain, key)};
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust(), null);
      return context;
    } catch (IOException e) {
      throw new RedisException(Kind.TLS, address, Dialer.reason(e), e);
    } catch (GeneralSecurityException e) {
      throw new RedisException(Kind.TLS, address, "cannot set up TLS: " + Dialer.reason(e), e);
    }
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (tls.insecureSkipVerify()) {
      return new TrustManager[] {new TrustEveryone()};
    }
    if (tls.caFile() == null) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate certificate : Pem.read(tls.caFile()).certificates()) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private String explain(IOException e) {
    Throwable root = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return switch (root) {
      case CertificateExpiredException _ -> "the server's certificate has expired";
      case CertificateNotYetValidException _ -> "the server's certificate is not valid yet";
      case CertPathBuilderException _ -> untrusted(root);
      case CertPathValidatorException _ -> untrusted(root);
      case CertificateException _ ->
          "the server's certificate is not for "
              + Printable.of(name)
              + " ("
              + Dialer.reason(root)
              + "): set server_name to a name that it has";
      default -> handshakeEnded(e);
    };
  }

  private static String untrusted(Throwable cause) {
    return "the server's certificate is not trusted ("
        + Dialer.reason(cause)
        + "): set ca_file to the authority that signed it";
  }

  private static String handshakeEnded(IOException e) {
    String reason = Dialer.reason(e);
    if (reason.contains("Unsupported or unrecognized")) {
      return "what answers does not speak TLS: use redis:// for a plain port";
    }
    boolean alert = e instanceof SSLException && reason.contains("alert");
    if (alert && (reason.contains("certificate") || reason.contains("handshake_failure"))) {
      return refusedCertificate(reason);
    }
    if (e instanceof EOFException
        || e instanceof SocketException
        || reason.contains("terminated the handshake")) {
      return "the server ended the TLS handshake ("
          + reason
          + "): use redis:// if the port is a plain one";
    }
    return "TLS failed: " + reason;
  }

  /** In TLS 1.3 the server says so only after the client's handshake is done. */
  static String refusedCertificate(String reason) {
    return "the server refused the client's certificate or wants one ("
        + reason
        + "): set cert_file and key_file";
  }
}
