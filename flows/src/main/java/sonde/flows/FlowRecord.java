package sonde.flows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What is written down about a connection at a time: amounts are those since the record before, so
 * that sums over records are sums over traffic. In memory and in the spool a record is {@link
 * #BYTES} bytes, big-endian; this is the form in which it leaves for a database.
 *
 * @param time when it was made, milliseconds since 1970
 * @param started when the connection's first packet was seen, milliseconds since 1970
 * @param event what happened
 * @param protocol IANA's number
 * @param client the address of who opened it
 * @param clientPort its port; 0 for {@link Event#SUMS}
 * @param server the other address; the unspecified one for {@link Event#SUMS}
 * @param serverPort its port, the one that is configured
 * @param connections how many are counted by this record
 * @param clientPackets packets from the client
 * @param clientBytes their bytes, IP headers included
 * @param serverPackets packets from the server
 * @param serverBytes their bytes
 */
record FlowRecord(
    long time,
    long started,
    Event event,
    int protocol,
    Address client,
    int clientPort,
    Address server,
    int serverPort,
    long connections,
    long clientPackets,
    long clientBytes,
    long serverPackets,
    long serverBytes) {
  static final int BYTES = 96;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private static final int TIME = 0;
  private static final int STARTED = 8;
  private static final int CLIENT = 16;
  private static final int SERVER = 32;
  private static final int CLIENT_PACKETS = 48;
  private static final int CLIENT_BYTES = 56;
  private static final int SERVER_PACKETS = 64;
  private static final int SERVER_BYTES = 72;
  private static final int CONNECTIONS = 80;
  private static final int CLIENT_PORT = 88;
  private static final int SERVER_PORT = 90;
  private static final int PROTOCOL = 92;
  private static final int EVENT = 93;

  /** Writes who and when: the first of the two halves of a record. */
  static void putIdentity(
      byte[] to,
      int at,
      Event event,
      int protocol,
      long clientHigh,
      long clientLow,
      int clientPort,
      long serverHigh,
      long serverLow,
      int serverPort) {
    LONG.set(to, at + CLIENT, clientHigh);
    LONG.set(to, at + CLIENT + Long.BYTES, clientLow);
    LONG.set(to, at + SERVER, serverHigh);
    LONG.set(to, at + SERVER + Long.BYTES, serverLow);
    SHORT.set(to, at + CLIENT_PORT, (short) clientPort);
    SHORT.set(to, at + SERVER_PORT, (short) serverPort);
    to[at + PROTOCOL] = (byte) protocol;
    to[at + EVENT] = (byte) event.code();
    to[at + EVENT + 1] = 0;
    to[at + EVENT + 2] = 0;
  }

  /** Writes when, and how much: the other half. */
  static void putAmounts(
      byte[] to,
      int at,
      long time,
      long started,
      long connections,
      long clientPackets,
      long clientBytes,
      long serverPackets,
      long serverBytes) {
    LONG.set(to, at + TIME, time);
    LONG.set(to, at + STARTED, started);
    LONG.set(to, at + CONNECTIONS, connections);
    LONG.set(to, at + CLIENT_PACKETS, clientPackets);
    LONG.set(to, at + CLIENT_BYTES, clientBytes);
    LONG.set(to, at + SERVER_PACKETS, serverPackets);
    LONG.set(to, at + SERVER_BYTES, serverBytes);
  }

  /** When the record in these bytes was made, milliseconds since 1970. */
  static long timeOf(byte[] from, int at) {
    return (long) LONG.get(from, at + TIME);
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if these bytes are none
   */
  static FlowRecord read(byte[] from, int at) {
    Event event = Event.of(from[at + EVENT]);
    if (event == null) {
      throw new IllegalArgumentException("no record: event " + from[at + EVENT]);
    }
    return new FlowRecord(
        timeOf(from, at),
        (long) LONG.get(from, at + STARTED),
        event,
        from[at + PROTOCOL] & 0xff,
        address(from, at + CLIENT),
        (short) SHORT.get(from, at + CLIENT_PORT) & 0xffff,
        address(from, at + SERVER),
        (short) SHORT.get(from, at + SERVER_PORT) & 0xffff,
        (long) LONG.get(from, at + CONNECTIONS),
        (long) LONG.get(from, at + CLIENT_PACKETS),
        (long) LONG.get(from, at + CLIENT_BYTES),
        (long) LONG.get(from, at + SERVER_PACKETS),
        (long) LONG.get(from, at + SERVER_BYTES));
  }

  private static Address address(byte[] from, int at) {
    return new Address((long) LONG.get(from, at), (long) LONG.get(from, at + Long.BYTES));
  }

  /** Packets in both directions. */
  long packets() {
    return clientPackets + serverPackets;
  }

  /** Bytes in both directions. */
  long bytes() {
    return clientBytes + serverBytes;
  }
}
