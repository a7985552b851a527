package sonde.flows;

import java.util.Collection;

/** The ports of servers that are accounted. */
final class PortSet {
  private static final int PORTS = 1 << 16;

  private final long[] bits = new long[PORTS / Long.SIZE];
  private final boolean all;

  private PortSet(boolean all) {
    this.all = all;
  }

  static PortSet all() {
    return new PortSet(true);
  }

  static PortSet of(Collection<Integer> ports) {
    PortSet set = new PortSet(false);
    ports.forEach(port -> set.bits[port >> 6] |= 1L << port);
    return set;
  }

  boolean contains(int port) {
    return all || (bits[port >> 6] & (1L << port)) != 0;
  }
}
