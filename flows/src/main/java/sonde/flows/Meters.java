package sonde.flows;

/**
 * Counts by host and port of what is accounted: of every host up to a number, or of those that have
 * a place among the largest. The rest counts for {@link Address#NONE}, so that the sum by port is
 * whole.
 */
interface Meters {
  /** Counts an opening; the meter for the connection's packets. */
  int opened(long clientHigh, long clientLow, int port, long now);

  /** Counts a packet. */
  void packet(int meter, boolean fromClient, int bytes);

  /** Takes note of what a connection has since its last record. */
  void recorded(FlowTable flows, int slot);

  /** Notes that a connection has ended. */
  void ended(int meter, long now);

  /** What was counted; entries are the meters. */
  HostTable table();

  /** Of every host, up to a number of entries; up to date when all connections are recorded. */
  static Meters ofAll(int most, long seed) {
    HostTable table = new HostTable(seed);
    return new Meters() {
      @Override
      public int opened(long clientHigh, long clientLow, int port, long now) {
        int meter = table.entry(clientHigh, clientLow, port, most);
        table.addConnections(meter, 1);
        return meter;
      }

      @Override
      public void packet(int meter, boolean fromClient, int bytes) {
        // Hosts are too many to find each packet's in a cache.
      }

      @Override
      public void recorded(FlowTable flows, int slot) {
        table.addAmounts(flows.meter(slot), flows, slot);
      }

      @Override
      public void ended(int meter, long now) {
        // Nobody gives a place up.
      }

      @Override
      public HostTable table() {
        return table;
      }
    };
  }
}
