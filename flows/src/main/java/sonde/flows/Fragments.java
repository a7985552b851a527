package sonde.flows;

/**
 * The ports of packets that came in fragments, of which only the first has them. It remembers a
 * bounded number; who comes later takes the place of who came before. Used by one thread.
 */
final class Fragments {
  private static final int PLACES = 1 << 10;
  private static final int FIELDS = 6;
  private static final int PORTS = 5;

  /** As long as hosts wait for the rest of a packet: RFC 8200, section 4.5. */
  private static final long LIFE_NANOS = 60_000_000_000L;

  private final long[] places = new long[PLACES * FIELDS];
  private final long[] until = new long[PLACES];

  /** Notes the ports of a first fragment. */
  void first(Packet packet, long now) {
    int place = place(packet);
    int at = place * FIELDS;
    places[at] = packet.sourceHigh;
    places[at + 1] = packet.sourceLow;
    places[at + 2] = packet.targetHigh;
    places[at + 3] = packet.targetLow;
    places[at + 4] = identity(packet);
    places[at + PORTS] =
        ((long) packet.protocol << 32) | ((long) packet.sourcePort << 16) | packet.targetPort;
    until[place] = now + LIFE_NANOS;
  }

  /** Gives a later fragment its protocol and ports; false if the first was not seen. */
  boolean complete(Packet packet, long now) {
    int place = place(packet);
    int at = place * FIELDS;
    if (until[place] <= now
        || places[at] != packet.sourceHigh
        || places[at + 1] != packet.sourceLow
        || places[at + 2] != packet.targetHigh
        || places[at + 3] != packet.targetLow
        || places[at + 4] != identity(packet)) {
      return false;
    }
    packet.protocol = (int) (places[at + PORTS] >> 32);
    packet.sourcePort = (int) (places[at + PORTS] >> 16) & 0xffff;
    packet.targetPort = (int) (places[at + PORTS] & 0xffff);
    return true;
  }

  /** In version 6 a later fragment may name an extension header where the first has TCP. */
  private static long identity(Packet packet) {
    long protocol = Address.isIpv4(packet.sourceHigh, packet.sourceLow) ? packet.protocol : 0;
    return (protocol << 32) | Integer.toUnsignedLong(packet.fragmentId);
  }

  private static int place(Packet packet) {
    long mixed =
        (packet.sourceLow * 31 + packet.targetLow * 17 + packet.fragmentId)
            * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> (Long.SIZE - Integer.numberOfTrailingZeros(PLACES)));
  }
}
