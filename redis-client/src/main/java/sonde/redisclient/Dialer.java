package sonde.redisclient;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import sonde.redisclient.RedisException.Kind;

/** Opens the byte stream to an address: name, TCP or unix socket, TLS. */
final class Dialer {
  private static final int KEEP_ALIVE_IDLE_SECONDS = 10;
  private static final int KEEP_ALIVE_INTERVAL_SECONDS = 3;
  private static final int KEEP_ALIVE_PROBES = 3;

  private final RedisAddress address;
  private final RedisTls tls;

  Dialer(RedisAddress address, RedisTls tls) {
    this.address = address;
    this.tls = tls;
  }

  Link dial(Deadline deadline) throws RedisException {
    if (address.scheme() == RedisAddress.Scheme.UNIX) {
      return unix(deadline);
    }
    Socket socket = tcp(deadline);
    try {
      if (address.tls()) {
        SSLSocket secured = new TlsClient(address, tls).handshake(socket, deadline);
        return new Link(secured.getInputStream(), secured.getOutputStream(), socket);
      }
      return new Link(socket.getInputStream(), socket.getOutputStream(), socket);
    } catch (IOException e) {
      Deadline.closeQuietly(socket);
      throw lost(deadline, e);
    } catch (RedisException e) {
      Deadline.closeQuietly(socket);
      throw e;
    }
  }

  private Socket tcp(Deadline deadline) throws RedisException {
    List<InetAddress> addresses = resolve(deadline);
    IOException last = null;
    for (int i = 0; i < addresses.size() && !deadline.expired(); i++) {
      // Each of the addresses left gets the same share of the time left.
      Duration share = deadline.remaining().dividedBy(addresses.size() - i);
      Socket socket = new Socket();
      deadline.guard(socket);
      try {
        socket.setTcpNoDelay(true);
        keepAlive(socket);
        socket.connect(
            new InetSocketAddress(addresses.get(i), address.port()),
            Math.toIntExact(Math.clamp(share.toMillis(), 1, Integer.MAX_VALUE)));
        return socket;
      } catch (IOException e) {
        Deadline.closeQuietly(socket);
        last = e;
      }
    }
    throw unreachable(deadline, last);
  }

  /**
   * Finds out within 20 seconds that the other machine is gone, where nothing is being sent: Linux'
   * own probes start after two hours, and Java has no TCP_USER_TIMEOUT.
   */
  private static void keepAlive(Socket socket) throws IOException {
    socket.setKeepAlive(true);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_INTERVAL_SECONDS);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_ALIVE_PROBES);
  }

  private List<InetAddress> resolve(Deadline deadline) throws RedisException {
    try {
      return Resolver.resolve(address.host(), deadline.remaining());
    } catch (UnknownHostException e) {
      throw new RedisException(
          Kind.UNRESOLVABLE, address, "the name has no address: check it and the name service", e);
    } catch (TimeoutException e) {
      throw new RedisException(
          Kind.UNRESOLVABLE,
          address,
          "the name service did not answer within " + text(deadline.timeout()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(Kind.CLOSED, address, "interrupted while connecting", e);
    }
  }

  private Link unix(Deadline deadline) throws RedisException {
    Path path = Path.of(address.path());
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      deadline.guard(channel);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        return new Link(
            Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
      } catch (IOException e) {
        Deadline.closeQuietly(channel);
        throw e;
      }
    } catch (IOException e) {
      if (!deadline.expired() && !Files.exists(path)) {
        throw new RedisException(Kind.UNREACHABLE, address, "there is no such socket", e);
      }
      throw unreachable(deadline, e);
    }
  }

  private RedisException unreachable(Deadline deadline, @Nullable IOException cause) {
    if (cause == null || deadline.expired() || cause instanceof SocketTimeoutException) {
      return new RedisException(
          Kind.TIMEOUT,
          address,
          "no connection within "
              + text(deadline.timeout())
              + ": check the address and what filters the network between",
          cause);
    }
    String what =
        cause instanceof ConnectException && reason(cause).contains("refused")
            ? "connection refused: does the server run and listen there?"
            : "cannot connect: " + reason(cause);
    return new RedisException(Kind.UNREACHABLE, address, what, cause);
  }

  private RedisException lost(Deadline deadline, IOException cause) {
    if (deadline.expired()) {
      return unreachable(deadline, cause);
    }
    return new RedisException(
        Kind.CLOSED,
        address,
        cause instanceof EOFException
            ? "the server closed the connection"
            : "connection lost: " + reason(cause),
        cause);
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : Printable.of(message);
  }

  /** As a user would write it: 250ms, 2s, 1.5s. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis / 1000.0 + "s";
  }
}
