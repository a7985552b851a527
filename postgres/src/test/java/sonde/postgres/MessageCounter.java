package sonde.postgres;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicIntegerArray;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.PostgresServer;

/** Stands between a client and a server, and counts the client's messages by their types. */
final class MessageCounter implements AutoCloseable {
  private final ServerSocket listener;
  private final PostgresServer server;
  private final AtomicIntegerArray counts = new AtomicIntegerArray(128);

  private MessageCounter(ServerSocket listener, PostgresServer server) {
    this.listener = listener;
    this.server = server;
  }

  static MessageCounter before(PostgresServer server) {
    try {
      ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      MessageCounter counter = new MessageCounter(listener, server);
      Thread.startVirtualThread(counter::listen);
      return counter;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PostgresConnector connector(PostgresServer to) {
    return new PostgresConnector(
        PostgresAddress.parse(
            "postgresql://127.0.0.1:" + listener.getLocalPort() + "/postgres?sslmode=disable"),
        to.superuser(),
        SecretSource.fixed(Secret.of(to.password())));
  }

  int count(char type) {
    return counts.get(type);
  }

  void reset() {
    for (int i = 0; i < counts.length(); i++) {
      counts.set(i, 0);
    }
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.startVirtualThread(() -> relay(client));
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket to = new Socket(server.host(), server.port())) {
      client.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      Thread.startVirtualThread(() -> copyBack(to, client));
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = to.getOutputStream();
      // The first message has no type.
      boolean typed = false;
      while (true) {
        int type = typed ? in.readUnsignedByte() : 0;
        int length = in.readInt();
        byte[] message = new byte[typed ? length + 1 : length];
        int at = 0;
        if (typed) {
          message[at++] = (byte) type;
          counts.incrementAndGet(type);
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
          message[at++] = (byte) (length >> shift);
        }
        in.readFully(message, at, length - 4);
        out.write(message);
        typed = true;
      }
    } catch (IOException _) {
      // One of them closed the connection.
    }
  }

  private static void copyBack(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One of them closed the connection.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
