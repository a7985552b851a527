package sonde.exporter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sonde.testkit.Await;

/** A loopback port that is not Redis: says something to whatever comes, or nothing at all. */
final class FakePort implements AutoCloseable {
  private final ServerSocket listener;
  private final String says;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private FakePort(String says) {
    this.says = says;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  static FakePort http() {
    return new FakePort("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  }

  static FakePort silent() {
    return new FakePort("");
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** How many others have connected. Connects itself: who came before is accepted before. */
  int accepted() throws Exception {
    int own;
    try (Socket last = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      own = last.getLocalPort();
      Await.until(() -> sockets.stream().anyMatch(socket -> socket.getPort() == own));
    }
    sockets.removeIf(socket -> socket.getPort() == own);
    return sockets.size();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      if (!says.isEmpty() && socket.getInputStream().read() >= 0) {
        socket.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
      }
      socket.getInputStream().skip(Long.MAX_VALUE);
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
