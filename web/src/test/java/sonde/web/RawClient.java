package sonde.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A client that sends what no library would, and waits no longer than 20 s for anything. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  RawClient(int port, int receiveBuffer) throws IOException {
    this(new Socket(), port, receiveBuffer);
  }

  @SuppressWarnings("AddressSelection") // The loopback address has nothing to select from.
  RawClient(Socket socket, int port, int receiveBuffer) throws IOException {
    this.socket = socket;
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The next line without its end; what is there if the connection ends. */
  String readLine() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Waits until the server has ended the connection, without reading what it sent. */
  void awaitEnd() throws IOException {
    // What is sent to a closed connection is answered with a reset, which ends the writing.
    try {
      for (long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
          System.nanoTime() - end < 0;
          LockSupport.parkNanos(1_000_000)) {
        send("x");
      }
    } catch (SocketException e) {
      return;
    }
    throw new AssertionError("the server keeps the connection open");
  }

  /** Reads until the server ends the connection, and returns how much came. */
  long drain() {
    long count = 0;
    try {
      while (in.read() >= 0) {
        count++;
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server keeps the connection open", e);
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
