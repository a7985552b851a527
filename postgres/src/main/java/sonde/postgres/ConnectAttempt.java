package sonde.postgres;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets of one attempt to connect, so that it can be given up at its deadline: the driver
 * would wait for a server that stands still, and such attempts would pile up there.
 */
final class ConnectAttempt {
  /** The attempt that the running thread makes. */
  static final ScopedValue<ConnectAttempt> CURRENT = ScopedValue.newInstance();

  private final List<Socket> sockets = new ArrayList<>();
  private boolean over;

  /** A socket that belongs to it. */
  synchronized void add(Socket socket) throws IOException {
    if (over) {
      socket.close();
      throw new IOException("the time to connect is over");
    }
    sockets.add(socket);
  }

  /** Closes all of it. */
  synchronized void abort() {
    over = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException _) {
        // It is of no use any more.
      }
    }
  }
}
