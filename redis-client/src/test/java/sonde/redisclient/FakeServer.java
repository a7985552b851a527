package sonde.redisclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback port that behaves as a test wants, on a thread for each connection. */
final class FakeServer implements AutoCloseable {
  /** What happens on one connection, which is closed afterwards. */
  @FunctionalInterface
  interface Behaviour {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  FakeServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Accepts, reads what comes, and answers these bytes to the first of it. */
  static FakeServer answering(byte[] bytes) {
    return new FakeServer(
        socket -> {
          byte[] request = new byte[65536];
          if (socket.getInputStream().read(request) > 0) {
            socket.getOutputStream().write(bytes);
          }
        });
  }

  /** Accepts, reads, and says nothing until the client leaves. */
  static FakeServer silent() {
    return new FakeServer(socket -> socket.getInputStream().skip(Long.MAX_VALUE));
  }

  RedisAddress address() {
    return RedisAddress.of("127.0.0.1", listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(socket);
    } catch (IOException _) {
      // The client left.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
