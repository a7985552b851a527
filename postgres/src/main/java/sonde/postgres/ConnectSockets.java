package sonde.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import sonde.sql.UnixSocket;

/**
 * Makes plain sockets, of TCP or unix domain ones, and tells the running attempt to connect of
 * them. Public only because the driver makes one by its name.
 */
public final class ConnectSockets extends SocketFactory {
  private final @Nullable String path;

  /** Of sockets for TCP. */
  public ConnectSockets() {
    this.path = null;
  }

  /** Of unix domain sockets at a path, whatever host they are connected to. */
  public ConnectSockets(String path) {
    this.path = path;
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = path == null ? new Socket() : new UnixSocket(path);
    if (ConnectAttempt.CURRENT.isBound()) {
      ConnectAttempt.CURRENT.get().add(socket);
    }
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return new Socket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return new Socket(host, port, localHost, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return new Socket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return new Socket(host, port, localHost, localPort);
  }
}
