package sonde.web;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The TLS context that the JDK's server is given once, and that makes every connection's engine of
 * what is in force at that moment.
 */
final class LiveTls extends SSLContextSpi {
  private final Supplier<Tls> current;

  private LiveTls(Supplier<Tls> current) {
    this.current = current;
  }

  /**
   * For {@code HttpsServer}.
   *
   * @param current asked at every new connection; what it throws closes the connection
   */
  static HttpsConfigurator configurator(Supplier<Tls> current) {
    var live = new LiveTls(current);
    var context = new SSLContext(live, current.get().context().getProvider(), "TLS") {};
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        // The engine has all its parameters already.
      }
    };
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return new QuietEngine(current.get().engine(host, port));
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return current.get().context().getServerSessionContext();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    throw unexpected();
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
    throw unexpected();
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw unexpected();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw unexpected();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    throw unexpected();
  }

  private static UnsupportedOperationException unexpected() {
    return new UnsupportedOperationException("the JDK's server asks for engines by address only");
  }
}
