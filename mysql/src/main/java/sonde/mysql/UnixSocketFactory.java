package sonde.mysql;

import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;
import sonde.sql.UnixSocket;

/**
 * Sockets for the driver that are unix domain ones, whose path is given to it as the host's name.
 * The driver's own need a native library beside. Public because the driver makes it by its name;
 * not for others' use.
 */
public final class UnixSocketFactory extends ConfigurableSocketFactory {
  private @Nullable String path;

  /** For the driver. */
  public UnixSocketFactory() {}

  @Override
  public void setConfiguration(Configuration configuration, String host) {
    path = host;
  }

  @Override
  public Socket createSocket() {
    String set = path;
    if (set == null) {
      throw new IllegalStateException("setConfiguration comes first");
    }
    return new UnixSocket(set);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw new UnsupportedOperationException();
  }
}
