package sonde.flows;

/**
 * Sums by host and port, outside the heap. Used by one thread.
 *
 * <p>A host is a client's address; {@link Address#NONE} stands for all that have no place of their
 * own.
 */
final class HostTable implements HashIndex.Keys {
  private static final int BYTES = 64;
  // The first four bytes are the slab's in free records.
  private static final int SERVICE = 4;
  private static final int HIGH = 8;
  private static final int LOW = 16;
  private static final int CONNECTIONS = 24;
  private static final int CLIENT_PACKETS = 32;
  private static final int CLIENT_BYTES = 40;
  private static final int SERVER_PACKETS = 48;
  private static final int SERVER_BYTES = 56;
  private static final int NO_SERVICE = 0;

  private final Slab slab = new Slab(BYTES);
  private final HashIndex index = new HashIndex();
  private final long seed;

  /** The key that is searched. */
  private long high;

  private long low;
  private int service;

  /** Makes an empty one; the seed of the hash is a secret one where others choose addresses. */
  HostTable(long seed) {
    this.seed = seed;
  }

  int size() {
    return index.size();
  }

  /** The number after the highest of an entry. */
  int end() {
    return slab.end();
  }

  /** Whether there is an entry of this number. */
  boolean isUsed(int entry) {
    return slab.getInt(entry, SERVICE) != NO_SERVICE;
  }

  /**
   * The entry of a host and port; a new one has room unless the table has this size.
   *
   * @param service the port, with the protocol above the lower 16 bits where it matters
   */
  int entry(long high, long low, int service, int most) {
    int found = find(high, low, service);
    if (found >= 0) {
      return found;
    }
    if (size() >= most) {
      int other = find(Address.NONE.high(), Address.NONE.low(), service);
      return other >= 0 ? other : insert();
    }
    return insert();
  }

  private int find(long high, long low, int service) {
    this.high = high;
    this.low = low;
    this.service = service;
    return index.find(hash(high, low, service), this);
  }

  private int insert() {
    int entry = slab.allocate();
    slab.putLong(entry, HIGH, high);
    slab.putLong(entry, LOW, low);
    slab.putInt(entry, SERVICE, service);
    index.add(hash(high, low, service), entry);
    return entry;
  }

  private int hash(long high, long low, int service) {
    long mixed = (seed ^ low) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 32) ^ high ^ ((long) service << 32)) * 0x9e37_79b9_7f4a_7c15L;
    return (int) (mixed >>> Integer.SIZE);
  }

  @Override
  public boolean matches(int entry) {
    return slab.getLong(entry, LOW) == low
        && slab.getLong(entry, HIGH) == high
        && slab.getInt(entry, SERVICE) == service;
  }

  /** Takes an entry away and adds what it had to that of {@link Address#NONE}. */
  void retire(int entry) {
    Address host = host(entry);
    int service = slab.getInt(entry, SERVICE);
    int other = entry(Address.NONE.high(), Address.NONE.low(), service, Integer.MAX_VALUE);
    for (int field = CONNECTIONS; field <= SERVER_BYTES; field += Long.BYTES) {
      slab.addLong(other, field, slab.getLong(entry, field));
    }
    index.remove(hash(host.high(), host.low(), service), entry);
    slab.free(entry);
  }

  void addConnections(int entry, long connections) {
    slab.addLong(entry, CONNECTIONS, connections);
  }

  void addPacket(int entry, boolean fromClient, int bytes) {
    slab.addLong(entry, fromClient ? CLIENT_PACKETS : SERVER_PACKETS, 1);
    slab.addLong(entry, fromClient ? CLIENT_BYTES : SERVER_BYTES, bytes);
  }

  /** Adds a connection's amounts since its last record. */
  void addAmounts(int entry, FlowTable flows, int slot) {
    slab.addLong(entry, CLIENT_PACKETS, flows.clientPackets(slot));
    slab.addLong(entry, CLIENT_BYTES, flows.clientBytes(slot));
    slab.addLong(entry, SERVER_PACKETS, flows.serverPackets(slot));
    slab.addLong(entry, SERVER_BYTES, flows.serverBytes(slot));
  }

  Address host(int entry) {
    return new Address(slab.getLong(entry, HIGH), slab.getLong(entry, LOW));
  }

  int port(int entry) {
    return slab.getInt(entry, SERVICE) & 0xffff;
  }

  long connections(int entry) {
    return slab.getLong(entry, CONNECTIONS);
  }

  /** Packets in both directions. */
  long packets(int entry) {
    return slab.getLong(entry, CLIENT_PACKETS) + slab.getLong(entry, SERVER_PACKETS);
  }

  /** Bytes in both directions. */
  long bytes(int entry) {
    return slab.getLong(entry, CLIENT_BYTES) + slab.getLong(entry, SERVER_BYTES);
  }

  /** Writes an entry as a record of sums. */
  void write(int entry, long sinceMillis, long wallMillis, byte[] to, int at) {
    FlowRecord.putIdentity(
        to,
        at,
        Event.SUMS,
        slab.getInt(entry, SERVICE) >> 16,
        slab.getLong(entry, HIGH),
        slab.getLong(entry, LOW),
        0,
        Address.NONE.high(),
        Address.NONE.low(),
        port(entry));
    FlowRecord.putAmounts(
        to,
        at,
        wallMillis,
        sinceMillis,
        connections(entry),
        slab.getLong(entry, CLIENT_PACKETS),
        slab.getLong(entry, CLIENT_BYTES),
        slab.getLong(entry, SERVER_PACKETS),
        slab.getLong(entry, SERVER_BYTES));
  }
}
