package sonde.traffic;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one job, which knows what became of its connection and how much went over it,
 * whoever uses it: a job of ours or a database's driver. Used by one thread; only {@link #cut} may
 * come from another.
 */
final class JobSocket extends Socket {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** How far the connection came. */
  enum Reached {
    /** No SYN was sent. */
    NOTHING,
    /** The host, or one on the way, said that it cannot be reached. */
    UNREACHABLE,
    /** The SYN was not answered in time. */
    UNANSWERED,
    /** The SYN was answered by a reset. */
    REFUSED,
    /** The connection was open. */
    ESTABLISHED
  }

  private final Sources sources;
  private Reached reached = Reached.NOTHING;
  private @Nullable InetAddress host;
  private @Nullable InetSocketAddress server;
  private boolean ended;
  private long sent;
  private long received;
  private volatile boolean cut;

  /** A socket that connects from one of the sources. */
  JobSocket(Sources sources) {
    this.sources = sources;
  }

  /** Connects from the source whose turn it is, within a time that callers do not choose. */
  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    InetSocketAddress to = (InetSocketAddress) endpoint;
    if (to.isUnresolved()) {
      throw new UnknownHostException(to.getHostString());
    }
    InetAddress source = sources.next(to.getAddress());
    if (source == null) {
      source = Sources.chosenFor(to);
    } else {
      bind(new InetSocketAddress(source, 0));
    }
    server = to;
    host = source;
    try {
      super.connect(to, (int) CONNECT_TIMEOUT.toMillis());
      reached = Reached.ESTABLISHED;
      host = getLocalAddress();
    } catch (IOException e) {
      reached = failure(e);
      throw e;
    }
  }

  private Reached failure(IOException e) {
    return switch (e) {
      case SocketTimeoutException _ -> Reached.UNANSWERED;
      case NoRouteToHostException _ -> Reached.UNREACHABLE;
      // The system's own limit on unanswered SYNs has the same type as a refusal.
      case ConnectException refused ->
          String.valueOf(refused.getMessage()).contains("timed out")
              ? Reached.UNANSWERED
              : Reached.REFUSED;
      default -> cut ? Reached.UNANSWERED : Reached.NOTHING;
    };
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Input(super.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Output(super.getOutputStream());
  }

  /** Ends the connection, and the job with it, because its time is over. */
  void cut() {
    cut = true;
    closeQuietly();
  }

  void closeQuietly() {
    try {
      close();
    } catch (IOException _) {
      // It is gone in any case.
    }
  }

  /** Whether the job ended because its time was over. */
  boolean isCut() {
    return cut;
  }

  Reached reached() {
    return reached;
  }

  /** Whether reading met the end, or reading or writing failed. */
  boolean isEnded() {
    return ended;
  }

  /** The address that was connected from; null if nothing was sent. */
  @Nullable InetAddress host() {
    return host;
  }

  /** What was connected to; null if nothing was sent. */
  @Nullable InetSocketAddress server() {
    return server;
  }

  /** Bytes written, without the headers of TCP and IP. */
  long sent() {
    return sent;
  }

  /** Bytes read, without the headers of TCP and IP. */
  long received() {
    return received;
  }

  /** Counts what is read. */
  private final class Input extends FilterInputStream {
    Input(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int read = in.read(bytes, offset, length);
        ended |= read < 0;
        received += Math.max(0, read);
        return read;
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        ended = true;
        throw e;
      }
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = in.skip(bytes);
      received += skipped;
      return skipped;
    }
  }

  /** Counts what is written. */
  private final class Output extends FilterOutputStream {
    Output(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
        sent += length;
      } catch (IOException e) {
        ended = true;
        throw e;
      }
    }
  }
}
