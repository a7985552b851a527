package sonde.flows;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Set;

/**
 * Accounts packets: what is none of ours is counted and left, the others go to their connection.
 * Used by one thread.
 *
 * <p>Of a file the time is that of its packets, as far as it does not step back. Live it is told by
 * {@link #at}: machines set their clocks, and connections must not time out for it.
 */
final class Accounting implements PacketHandler {
  private final Connections connections;
  private final Recorder recorder;
  private final boolean tcp;
  private final boolean udp;
  private final boolean packetTime;
  private final Packet[] packets = new Packet[FlowTable.MOST_PREPARED];
  private int waiting;
  private final Fragments fragments = new Fragments();

  private long now;
  private long wall;
  private long delivered;
  private long accounted;
  private long otherPorts;
  private long notIp;
  private long malformed;

  /**
   * Accounts nothing yet.
   *
   * @param packetTime whether time is that of the packets
   */
  Accounting(
      Connections connections,
      Recorder recorder,
      Set<FlowsConfig.Protocol> protocols,
      boolean packetTime) {
    this.connections = connections;
    this.recorder = recorder;
    this.tcp = protocols.contains(FlowsConfig.Protocol.TCP);
    this.udp = protocols.contains(FlowsConfig.Protocol.UDP);
    this.packetTime = packetTime;
    Arrays.setAll(packets, _ -> new Packet());
  }

  /**
   * Accounts as configured.
   *
   * @param packetTime whether time is that of the packets
   * @param seed of the hashes of addresses
   */
  static Accounting of(
      FlowsConfig config, Meters meters, Recorder recorder, boolean packetTime, long seed) {
    Connections connections =
        new Connections(
            new FlowTable(seed),
            config.portSet(),
            meters,
            recorder,
            config.maxFlows(),
            config.activeTimeout());
    return new Accounting(connections, recorder, config.accounted(), packetTime);
  }

  @Override
  public void packet(
      MemorySegment memory, long start, int captured, int length, LinkType link, long nanos) {
    delivered++;
    Packet packet = packets[waiting];
    switch (Decoder.decode(memory, start, captured, length, link, packet)) {
      case IP -> {
        packet.nanos = nanos;
        if (isOurs(packet)) {
          if (++waiting == packets.length) {
            account();
          }
        } else {
          otherPorts++;
        }
      }
      case NOT_IP -> notIp++;
      case MALFORMED -> malformed++;
    }
  }

  private boolean isOurs(Packet packet) {
    long time = packetTime ? packet.nanos : now;
    if (packet.laterFragment && !fragments.complete(packet, time)) {
      return false;
    }
    boolean ours = (tcp && packet.protocol == Packet.TCP) || (udp && packet.protocol == Packet.UDP);
    if (ours && packet.fragment && !packet.laterFragment) {
      fragments.first(packet, time);
    }
    return ours;
  }

  /** Accounts the packets that wait for each other. */
  private void account() {
    int count = waiting;
    waiting = 0;
    connections.prepare(packets, count);
    for (int i = 0; i < count; i++) {
      Packet packet = packets[i];
      wall = packet.nanos;
      if (packetTime) {
        now = Math.max(now, wall);
        due();
      }
      if (connections.packet(packet, now, wall)) {
        accounted++;
      } else {
        otherPorts++;
      }
    }
  }

  /**
   * Says what time it is, in nanoseconds; what is due by then is done.
   *
   * @param now does not step back
   * @param wall since 1970
   */
  void at(long now, long wall) {
    account();
    this.now = now;
    this.wall = wall;
    due();
  }

  private void due() {
    connections.sweep(now, wall);
    recorder.tick(now, wall);
  }

  /** Records what connections have that is not recorded yet; they stay open. */
  void flush() {
    account();
    connections.flush(now, wall);
  }

  /** How many connections are in the table, those that ended a moment ago included. */
  int followed() {
    return connections.followed();
  }

  Ledger ledger() {
    account();
    return connections.ledger(delivered, accounted, otherPorts, notIp, malformed);
  }
}
