package sonde.flows;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server, and loses the answers to commits: it passes the commit on
 * and cuts the connection once the server has answered it.
 */
final class CuttingProxy implements Closeable {
  private final ServerSocket listening;
  private final int port;
  private final AtomicInteger cuts = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  CuttingProxy(int port) throws IOException {
    this.port = port;
    this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on so many commits get no answer. */
  void cut(int commits) {
    cuts.set(commits);
  }

  int left() {
    return cuts.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(client);
        open.add(server);
        Way way = new Way(client, server);
        Thread.ofVirtual().start(way::there);
        Thread.ofVirtual().start(way::back);
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private final class Way {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;

    Way(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void there() {
      byte[] bytes = new byte[1 << 16];
      try (client;
          server) {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
          silent |= cuts(bytes, count);
          out.write(bytes, 0, count);
        }
      } catch (IOException _) {
        // One side is gone.
      }
    }

    void back() {
      byte[] bytes = new byte[1 << 16];
      try (client;
          server) {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
          // PostgreSQL's answer names what a prepared statement did.
          if (silent || cuts(bytes, count)) {
            return;
          }
          out.write(bytes, 0, count);
        }
      } catch (IOException _) {
        // One side is gone.
      }
    }
  }

  private boolean cuts(byte[] bytes, int count) {
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1)
            .toUpperCase(Locale.ROOT)
            .contains("COMMIT")
        && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
