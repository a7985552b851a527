package sonde.flows;

/**
 * The connections that are followed, by both ends and protocol, outside the heap. They are also
 * kept in the order in which they were last heard of, to a second, so that the one to make room is
 * at hand. Amounts of a connection are those since its last record. Used by one thread.
 */
final class FlowTable implements HashIndex.Keys {
  /** Where a connection is in its life. */
  static final int FREE = 0;

  static final int OPENING = 1;
  static final int ANSWERED = 2;
  static final int ESTABLISHED = 3;

  /** Both sides have said their last, the acknowledgement of it is still to come. */
  static final int CLOSING = 4;

  /** Ended, and kept for a while so that late packets do not open it again. */
  static final int ENDED = 5;

  /** To a port that is not accounted, from one that is. */
  static final int FOREIGN = 6;

  /** So many packets can be prepared at a time. */
  static final int MOST_PREPARED = 16;

  // A record is two cache lines: in the first is what a search and a sweep look at, in the second
  // what is counted. Bytes 0 to 3 are the slab's in free records, of which STATE is 0, too.
  private static final int BYTES = 128;
  private static final int STATE = 4;
  private static final int A_HIGH = 8;
  private static final int A_LOW = 16;
  private static final int B_HIGH = 24;
  private static final int B_LOW = 32;
  private static final int ENDS = 40;
  private static final int HEARD = 48;
  private static final int WRITTEN = 56;
  private static final int METER = 60;
  private static final int A_PACKETS = 64;
  private static final int A_BYTES = 72;
  private static final int B_PACKETS = 80;
  private static final int B_BYTES = 88;
  private static final int STARTED = 96;
  private static final int SEQUENCE = 104;
  private static final int HASH = 108;
  private static final int OLDER = 112;
  private static final int YOUNGER = 116;

  private static final int PHASE_MASK = 7;
  private static final int CLIENT_IS_A = 8;
  private static final int CLIENT_FIN = 16;
  private static final int SERVER_FIN = 32;
  private static final long SECOND = 1_000_000_000;

  private final Slab slab = new Slab(BYTES);
  private final HashIndex index = new HashIndex();
  private final IdleOrder idle = new IdleOrder(slab, OLDER, YOUNGER);
  private final long seed;

  /** The key that is searched. */
  private long aHigh;

  private long aLow;
  private long bHigh;
  private long bLow;
  private long ends;
  private int hash;
  private boolean sourceIsA;

  private final int[] guesses = new int[MOST_PREPARED];

  /** Of no meaning: kept, lest the compiler finds out that nobody needs what was read. */
  long touched;

  /**
   * Makes an empty one.
   *
   * @param seed of the hash: a secret one keeps others from choosing addresses that collide
   */
  FlowTable(long seed) {
    this.seed = seed;
  }

  int size() {
    return index.size();
  }

  /** The number after the highest of a connection. */
  int end() {
    return slab.end();
  }

  /**
   * Readies packets for {@link #find}. Most of its time goes into waiting for memory: here the
   * waits of several packets overlap.
   */
  void prepare(Packet[] packets, int count) {
    for (int i = 0; i < count; i++) {
      prepare(packets[i]);
    }
    for (int i = 0; i < count; i++) {
      guesses[i] = index.guess(packets[i].hash);
    }
    long seen = 0;
    for (int i = 0; i < count; i++) {
      int slot = guesses[i];
      if (slot >= 0) {
        seen += slab.getLong(slot, A_LOW) + slab.getLong(slot, A_PACKETS);
      }
    }
    touched = seen;
  }

  /** Readies a packet for {@link #find}. */
  void prepare(Packet packet) {
    int order = Long.compareUnsigned(packet.sourceHigh, packet.targetHigh);
    if (order == 0) {
      order = Long.compareUnsigned(packet.sourceLow, packet.targetLow);
    }
    packet.sourceIsA = order < 0 || (order == 0 && packet.sourcePort <= packet.targetPort);
    key(packet);
    long mixed = mix(mix(mix(mix(seed ^ aLow) ^ bLow) ^ ends) ^ aHigh ^ Long.rotateLeft(bHigh, 32));
    packet.hash = (int) (mixed >>> Integer.SIZE);
  }

  /**
   * The connection of a packet that is prepared; -1 if it is not known. {@link #insert} takes up
   * from here.
   */
  int find(Packet packet) {
    key(packet);
    hash = packet.hash;
    sourceIsA = packet.sourceIsA;
    return index.find(hash, this);
  }

  private void key(Packet packet) {
    if (packet.sourceIsA) {
      aHigh = packet.sourceHigh;
      aLow = packet.sourceLow;
      bHigh = packet.targetHigh;
      bLow = packet.targetLow;
      ends = ends(packet.sourcePort, packet.targetPort, packet.protocol);
    } else {
      aHigh = packet.targetHigh;
      aLow = packet.targetLow;
      bHigh = packet.sourceHigh;
      bLow = packet.sourceLow;
      ends = ends(packet.targetPort, packet.sourcePort, packet.protocol);
    }
  }

  private static long ends(int aPort, int bPort, int protocol) {
    return ((long) aPort << 32) | ((long) bPort << 16) | protocol;
  }

  private static long mix(long value) {
    long product = value * 0x9e37_79b9_7f4a_7c15L;
    return product ^ (product >>> 32);
  }

  @Override
  public boolean matches(int slot) {
    return slab.getLong(slot, A_LOW) == aLow
        && slab.getLong(slot, B_LOW) == bLow
        && slab.getLong(slot, ENDS) == ends
        && slab.getLong(slot, A_HIGH) == aHigh
        && slab.getLong(slot, B_HIGH) == bHigh;
  }

  /** Adds the connection that was not found just now. */
  int insert(boolean clientIsSource, int phase, int sequence, long now, long wall) {
    int slot = slab.allocate();
    slab.putLong(slot, A_HIGH, aHigh);
    slab.putLong(slot, A_LOW, aLow);
    slab.putLong(slot, B_HIGH, bHigh);
    slab.putLong(slot, B_LOW, bLow);
    slab.putLong(slot, ENDS, ends);
    slab.putLong(slot, STARTED, wall);
    slab.putLong(slot, HEARD, now);
    slab.putInt(slot, WRITTEN, seconds(now));
    slab.putInt(slot, STATE, phase | (clientIsSource == sourceIsA ? CLIENT_IS_A : 0));
    slab.putInt(slot, SEQUENCE, sequence);
    slab.putInt(slot, HASH, hash);
    index.add(hash, slot);
    idle.add(slot);
    return slot;
  }

  void remove(int slot) {
    index.remove(slab.getInt(slot, HASH), slot);
    idle.remove(slot);
    slab.free(slot);
  }

  /** The one that nothing was heard of for the longest time; -1 if there is none. */
  int oldest() {
    return idle.oldest();
  }

  /** Counts a packet of the connection that was found just now, or inserted. */
  void count(int slot, int bytes, long now) {
    slab.addLong(slot, sourceIsA ? A_PACKETS : B_PACKETS, 1);
    slab.addLong(slot, sourceIsA ? A_BYTES : B_BYTES, bytes);
    if (now - slab.getLong(slot, HEARD) >= SECOND) {
      slab.putLong(slot, HEARD, now);
      idle.renew(slot);
    }
  }

  /** Whether the packet that was searched comes from the connection's client. */
  boolean isFromClient(int slot) {
    return clientIsA(slot) == sourceIsA;
  }

  private boolean clientIsA(int slot) {
    return (slab.getInt(slot, STATE) & CLIENT_IS_A) != 0;
  }

  int phase(int slot) {
    return slab.getInt(slot, STATE) & PHASE_MASK;
  }

  void phase(int slot, int phase) {
    slab.putInt(slot, STATE, (slab.getInt(slot, STATE) & ~PHASE_MASK) | phase);
  }

  /** Notes that a side has said its last; whether both have by now. */
  boolean finished(int slot, boolean client) {
    int state = slab.getInt(slot, STATE) | (client ? CLIENT_FIN : SERVER_FIN);
    slab.putInt(slot, STATE, state);
    return (state & CLIENT_FIN) != 0 && (state & SERVER_FIN) != 0;
  }

  /** The sequence number of its client's SYN. */
  int sequence(int slot) {
    return slab.getInt(slot, SEQUENCE);
  }

  int meter(int slot) {
    return slab.getInt(slot, METER);
  }

  void meter(int slot, int meter) {
    slab.putInt(slot, METER, meter);
  }

  /** When it was last heard of, in the table's time, to a second. */
  long heard(int slot) {
    return slab.getLong(slot, HEARD);
  }

  /** How many seconds ago its last record was written. */
  int secondsSinceRecord(int slot, long now) {
    return seconds(now) - slab.getInt(slot, WRITTEN);
  }

  private static int seconds(long nanos) {
    return (int) (nanos / SECOND);
  }

  int protocol(int slot) {
    return (int) slab.getLong(slot, ENDS) & 0xffff;
  }

  int serverPort(int slot) {
    return port(slot, !clientIsA(slot));
  }

  private int port(int slot, boolean ofA) {
    return (int) (slab.getLong(slot, ENDS) >> (ofA ? 32 : 16)) & 0xffff;
  }

  long clientHigh(int slot) {
    return slab.getLong(slot, clientIsA(slot) ? A_HIGH : B_HIGH);
  }

  long clientLow(int slot) {
    return slab.getLong(slot, clientIsA(slot) ? A_LOW : B_LOW);
  }

  boolean hasAmounts(int slot) {
    return slab.getLong(slot, A_PACKETS) + slab.getLong(slot, B_PACKETS) > 0;
  }

  /** Writes what happened to a connection as a record. */
  void write(int slot, Event event, long wallMillis, byte[] to, int at) {
    boolean clientIsA = clientIsA(slot);
    FlowRecord.putIdentity(
        to,
        at,
        event,
        protocol(slot),
        clientHigh(slot),
        clientLow(slot),
        port(slot, clientIsA),
        slab.getLong(slot, clientIsA ? B_HIGH : A_HIGH),
        slab.getLong(slot, clientIsA ? B_LOW : A_LOW),
        port(slot, !clientIsA));
    FlowRecord.putAmounts(
        to,
        at,
        wallMillis,
        slab.getLong(slot, STARTED) / 1_000_000,
        event == Event.OPENED ? 1 : 0,
        clientPackets(slot),
        clientBytes(slot),
        serverPackets(slot),
        serverBytes(slot));
  }

  long clientPackets(int slot) {
    return slab.getLong(slot, clientIsA(slot) ? A_PACKETS : B_PACKETS);
  }

  long clientBytes(int slot) {
    return slab.getLong(slot, clientIsA(slot) ? A_BYTES : B_BYTES);
  }

  long serverPackets(int slot) {
    return slab.getLong(slot, clientIsA(slot) ? B_PACKETS : A_PACKETS);
  }

  long serverBytes(int slot) {
    return slab.getLong(slot, clientIsA(slot) ? B_BYTES : A_BYTES);
  }

  /** Begins new amounts: what there was has a record. */
  void recorded(int slot, long now) {
    slab.putInt(slot, WRITTEN, seconds(now));
    slab.putLong(slot, A_PACKETS, 0);
    slab.putLong(slot, A_BYTES, 0);
    slab.putLong(slot, B_PACKETS, 0);
    slab.putLong(slot, B_BYTES, 0);
  }
}
