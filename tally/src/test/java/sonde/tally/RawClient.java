package sonde.tally;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import sonde.web.ListenAddress;

/** A client that sends what no library would, and waits no longer than 30 s for anything. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();

  @SuppressWarnings("AddressSelection") // The loopback address has nothing to select from.
  RawClient(ListenAddress address) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), address.port()), PATIENCE_MILLIS);
  }

  /** Asks for a path as it stands, and returns all that comes before the server closes. */
  static String get(ListenAddress address, String path) throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      return client.all();
    }
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The next bytes, as many as there are at once. */
  String some() throws IOException {
    byte[] bytes = new byte[8192];
    int length = socket.getInputStream().read(bytes);
    return new String(bytes, 0, Math.max(0, length), ISO_8859_1);
  }

  String all() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
