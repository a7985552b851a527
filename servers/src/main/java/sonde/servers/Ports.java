package sonde.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports, below those that systems give to outgoing connections, so that a server
 * finds its port free again when it restarts. Another program may still be quicker: callers try
 * again.
 */
final class Ports {
  /** Redis Cluster's own bus listens this much above the port. */
  static final int CLUSTER_BUS_OFFSET = 10_000;

  private static final int FROM = 11_000;
  private static final int TO = 22_000;
  private static final int TRIES = 1_000;

  private Ports() {}

  /** A port that is free now, as is the one that a cluster node's bus would take. */
  static int free() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET)) {
        return port;
      }
    }
    throw new ServerException("no free port between " + FROM + " and " + TO);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
