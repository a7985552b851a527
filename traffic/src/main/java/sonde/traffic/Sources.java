package sonde.traffic;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The local addresses to connect from, in turn. Safe for use by several threads. */
final class Sources {
  private final List<SourceRange> ipv4;
  private final List<SourceRange> ipv6;
  private final AtomicLong turn4 = new AtomicLong();
  private final AtomicLong turn6 = new AtomicLong();

  /** Takes these in turn, each family by itself; none leaves the choice to the system. */
  Sources(List<SourceRange> ranges) {
    this.ipv4 = ranges.stream().filter(SourceRange::isIpv4).toList();
    this.ipv6 = ranges.stream().filter(range -> !range.isIpv4()).toList();
  }

  /**
   * The one whose turn it is; null if the system chooses.
   *
   * @throws BindException if there are some, but none of the server's family
   */
  @Nullable InetAddress next(InetAddress server) throws BindException {
    if (ipv4.isEmpty() && ipv6.isEmpty()) {
      return null;
    }
    boolean is4 = server instanceof Inet4Address;
    List<SourceRange> ranges = is4 ? ipv4 : ipv6;
    long all = ranges.stream().mapToLong(SourceRange::count).sum();
    if (all == 0) {
      throw new BindException(
          "none of the sources is an IPv" + (is4 ? 4 : 6) + " address, as the server's is");
    }
    long index = (is4 ? turn4 : turn6).getAndIncrement() % all;
    for (SourceRange range : ranges) {
      if (index < range.count()) {
        return range.get(index);
      }
      index -= range.count();
    }
    throw new IllegalStateException("beyond the sum of all");
  }

  /**
   * What the system takes for a server: by connecting a socket of UDP, which sends nothing.
   *
   * @throws IOException if there is no way there
   */
  static InetAddress chosenFor(InetSocketAddress server) throws IOException {
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(server);
      return probe.getLocalAddress();
    }
  }
}
