package sonde.mysql;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;
import org.mariadb.jdbc.plugin.tls.main.DefaultTlsSocketPlugin;
import sonde.pem.Pem;

/**
 * The driver's TLS with client certificates out of PEM files, which the driver itself reads only
 * from key stores. Public because the driver finds it as a service; not for others' use.
 */
public final class PemTlsPlugin implements TlsSocketPlugin {
  /** How the driver's setting names it. */
  static final String TYPE = "sonde-pem";

  private final TlsSocketPlugin driver = new DefaultTlsSocketPlugin();

  /** For the driver's service loader. */
  public PemTlsPlugin() {}

  /** What the driver's setting {@code keyStore} holds for this plugin. */
  static String files(Path certFile, Path keyFile) {
    return certFile + "\n" + keyFile;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public TrustManager[] getTrustManager(
      Configuration configuration, ExceptionFactory exceptions, HostAddress address)
      throws SQLException {
    return driver.getTrustManager(configuration, exceptions, address);
  }

  // The driver's own returns null too, when there is no certificate.
  @Override
  public KeyManager @Nullable [] getKeyManager(
      Configuration configuration, ExceptionFactory exceptions) throws SQLException {
    String files = configuration.keyStore();
    if (files == null) {
      return null;
    }
    String[] certAndKey = files.split("\n", 2);
    try {
      List<X509Certificate> chain = Pem.read(Path.of(certAndKey[0])).certificates();
      PrivateKey key = Pem.read(Path.of(certAndKey[1])).privateKey(chain.getFirst());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] none = new char[0];
      store.setKeyEntry("client", key, none, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw new SQLException(e.getMessage(), "08000", e);
    } catch (GeneralSecurityException e) {
      throw new SQLException(
          "the client's certificate cannot be used: " + e.getMessage(), "08000", e);
    }
  }

  @Override
  public void verify(String host, SSLSession session, long serverThreadId) throws SSLException {
    driver.verify(host, session, serverThreadId);
  }
}
