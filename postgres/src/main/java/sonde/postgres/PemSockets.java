package sonde.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import sonde.pem.Pem;

/**
 * TLS with a client certificate in PEM files, whatever kind of key it has: the driver itself reads
 * RSA keys only, and those in one form only. The files are read anew at each connect. Names are
 * checked by the driver. Public only because the driver makes one by its name.
 */
public final class PemSockets extends SSLSocketFactory {
  private static final char[] NONE = new char[0];

  private final SSLSocketFactory sockets;

  /**
   * For the driver.
   *
   * @param properties of the connection, with sslmode, sslrootcert, sslcert and sslkey
   */
  public PemSockets(Properties properties) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(client(properties), NONE);
    context.init(keys.getKeyManagers(), trust(properties), null);
    this.sockets = context.getSocketFactory();
  }

  /** Whether it is needed: the driver reads key stores well enough. */
  static boolean isFor(Properties properties) {
    String key = properties.getProperty("sslkey", "");
    return !key.isEmpty()
        && !properties.getProperty("sslcert", "").isEmpty()
        && !key.matches("(?i).*\\.(p12|pfx|pk8)");
  }

  private static KeyStore client(Properties properties)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain =
        Pem.read(Path.of(properties.getProperty("sslcert"))).certificates();
    PrivateKey key =
        Pem.read(Path.of(properties.getProperty("sslkey"))).privateKey(chain.getFirst());
    KeyStore store = empty();
    store.setKeyEntry("client", key, NONE, chain.toArray(X509Certificate[]::new));
    return store;
  }

  private static TrustManager[] trust(Properties properties)
      throws IOException, GeneralSecurityException {
    if (!properties.getProperty("sslmode", "").startsWith("verify-")) {
      return new TrustManager[] {new TrustEveryone()};
    }
    String home = System.getProperty("user.home") + "/.postgresql/root.crt";
    KeyStore store = empty();
    int i = 0;
    for (X509Certificate root :
        Pem.read(Path.of(properties.getProperty("sslrootcert", home))).certificates()) {
      store.setCertificateEntry("root" + i++, root);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** What sslmode=require and less ask for. */
  private static final class TrustEveryone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return sockets.createSocket(socket, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return sockets.createSocket(host, port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return sockets.createSocket(host, port, localHost, localPort);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }
}
