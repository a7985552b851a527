package sonde.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/** Bytes that mean nothing, sent and received piece by piece, so that none is ever kept. */
final class Bytes {
  private static final int PIECE = 8192;
  private static final byte[] FILLER = new byte[PIECE];
  private static final long LAST_WORD_NANOS = Duration.ofSeconds(1).toNanos();

  static {
    Arrays.fill(FILLER, (byte) 'x');
  }

  private Bytes() {}

  static void connect(Socket socket, Address address) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(address.host(), address.port()));
  }

  /** Sends so many. */
  static void send(OutputStream out, long count) throws IOException {
    for (long left = count; left > 0; left -= PIECE) {
      out.write(FILLER, 0, (int) Math.min(PIECE, left));
    }
  }

  /**
   * Sends so many, and reads what comes meanwhile: a server that answers at once must not have to
   * wait for this side to read.
   *
   * @return how many came
   */
  static long exchange(OutputStream out, InputStream in, long count) throws IOException {
    byte[] piece = new byte[PIECE];
    long came = 0;
    for (long left = count; left > 0; left -= PIECE) {
      out.write(FILLER, 0, (int) Math.min(PIECE, left));
      while (in.available() > 0) {
        came += Math.max(0, in.read(piece));
      }
    }
    return came;
  }

  /** Reads until the server closes, or so many have come. */
  static void receive(InputStream in, long most) throws IOException {
    byte[] piece = new byte[PIECE];
    long left = most;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = in.read(piece, 0, (int) Math.min(PIECE, left));
      left -= read;
    }
  }

  /**
   * Reads exactly so many.
   *
   * @throws EOFException if the server closes before
   */
  static void receiveAll(InputStream in, long count) throws IOException {
    byte[] piece = new byte[PIECE];
    for (long left = count; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(PIECE, left));
      if (read < 0) {
        throw new EOFException("the server closed the connection");
      }
      left -= read;
    }
  }

  /**
   * Reads a line of ASCII and its end.
   *
   * @throws EOFException if the server closes before
   * @throws Job.RejectedException if it is longer than the servers here have lines
   */
  static String line(InputStream in, int longest) throws IOException, Job.RejectedException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (line.length() >= longest) {
        throw new Job.RejectedException("an answer that is not of its protocol");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /**
   * Says that nothing more will be sent, and closes once the server has done so, too, or a second
   * later: closing with bytes unread would reset the connection.
   */
  static void close(Socket socket) throws IOException {
    socket.shutdownOutput();
    InputStream in = socket.getInputStream();
    byte[] piece = new byte[PIECE];
    long end = System.nanoTime() + LAST_WORD_NANOS;
    int read = 0;
    try {
      for (long left = LAST_WORD_NANOS; left > 0 && read >= 0; left = end - System.nanoTime()) {
        socket.setSoTimeout(1 + (int) Duration.ofNanos(left).toMillis());
        read = in.read(piece);
      }
    } catch (SocketTimeoutException _) {
      // It has no more to say, but does not close.
    }
    socket.close();
  }
}
