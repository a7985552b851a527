package sonde.flows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a host has to do with a port.
 *
 * @param host the client's address; {@link Address#OTHER} for all without a place of their own
 * @param port the server's
 * @param connections that were opened
 * @param packets in both directions
 * @param bytes of these, IP headers included
 */
record HostFigures(String host, int port, long connections, long packets, long bytes) {
  /** The largest first. */
  private static final Comparator<HostFigures> ORDER =
      Comparator.comparingLong(HostFigures::connections)
          .thenComparingLong(HostFigures::bytes)
          .reversed()
          .thenComparing(HostFigures::host)
          .thenComparingInt(HostFigures::port);

  /** All of a table, the largest first. */
  static List<HostFigures> of(HostTable table) {
    List<HostFigures> all = new ArrayList<>(table.size());
    for (int entry = 0; entry < table.end(); entry++) {
      if (table.isUsed(entry)) {
        all.add(
            new HostFigures(
                table.host(entry).hostName(),
                table.port(entry),
                table.connections(entry),
                table.packets(entry),
                table.bytes(entry)));
      }
    }
    all.sort(ORDER);
    return all;
  }
}
