package sonde.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives a database's driver the socket of the job that it works for, once: whatever a driver may
 * have in mind, a job opens one connection. The drivers make it by its name, and ask it on the
 * thread that connects.
 */
public final class DriverSockets extends SocketFactory {
  private static final ScopedValue<AtomicReference<@Nullable JobSocket>> SOCKET =
      ScopedValue.newInstance();

  /** Made by drivers. */
  public DriverSockets() {}

  /** What is done with a driver. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    /** Does it. */
    void run() throws E;
  }

  /** Works with a driver that gets this socket. */
  static <E extends Exception> void with(JobSocket socket, Work<E> work) throws E {
    ScopedValue.where(SOCKET, new AtomicReference<>(socket))
        .<@Nullable Void, E>call(
            () -> {
              work.run();
              return null;
            });
  }

  @Override
  public Socket createSocket() throws IOException {
    JobSocket socket = SOCKET.isBound() ? SOCKET.get().getAndSet(null) : null;
    if (socket == null) {
      throw new SocketException("a job opens one connection only");
    }
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unconnected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw unconnected();
  }

  private static IOException unconnected() {
    return new SocketException("the driver asks for a socket that is connected already");
  }
}
