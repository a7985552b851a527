package sonde.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A unix domain socket as a {@link Socket}, which Java has only as a channel. Reading minds {@link
 * #setSoTimeout}; closing ends reading and writing in other threads. What has no meaning for such
 * sockets (options of TCP) does nothing.
 */
public final class UnixSocket extends Socket {
  private final String path;
  private volatile @Nullable Open open;
  private volatile boolean closed;
  private volatile int timeout;

  /** A connected channel. Reading and writing wait on selectors of their own. */
  private record Open(SocketChannel channel, Selector readable, Selector writable) {
    void close() throws IOException {
      channel.close();
      readable.close();
      writable.close();
    }
  }

  /** Of the socket at a path. */
  public UnixSocket(String path) {
    this.path = path;
  }

  /** Connects to the path, whatever the address: the driver has one of TCP at hand. */
  @Override
  public void connect(SocketAddress ignored, int timeoutMillis) throws IOException {
    // Connecting to a unix socket waits for nothing but a full backlog.
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    channel.configureBlocking(false);
    Selector readable = Selector.open();
    Selector writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
    open = new Open(channel, readable, writable);
    if (closed) {
      close();
    }
  }

  private Open open() throws SocketException {
    Open now = open;
    if (now == null || closed) {
      throw new SocketException("the socket is closed");
    }
    return now;
  }

  private static void await(Selector selector, int millis) throws IOException {
    try {
      boolean ready = selector.select(millis) > 0;
      selector.selectedKeys().clear();
      if (!ready && millis > 0) {
        throw new SocketTimeoutException("nothing within " + millis + " ms");
      }
    } catch (ClosedSelectorException e) {
      throw new SocketException("the socket was closed", e);
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Open now = open();
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      int count = now.channel.read(buffer);
      while (count == 0 && length > 0) {
        await(now.readable, timeout);
        count = now.channel.read(buffer);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Open now = open();
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        if (now.channel.write(buffer) == 0) {
          await(now.writable, 0);
        }
      }
    }

    @Override
    public void close() throws IOException {
      UnixSocket.this.close();
    }
  }

  @Override
  public InputStream getInputStream() {
    return new Input();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Output();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Open now = open;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public boolean isConnected() {
    return open != null;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void shutdownInput() throws IOException {
    open().channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    open().channel.shutdownOutput();
  }

  @Override
  public InetAddress getInetAddress() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public void setSoTimeout(int millis) {
    timeout = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeout;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public void setSoLinger(boolean on, int linger) {}

  @Override
  public String toString() {
    return path;
  }
}
