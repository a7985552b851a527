package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From a packet's bytes to the ledger. */
class AccountingTest {
  private static final int SERVER = 0xc0a80001;
  private static final long DAY = Duration.ofDays(1).toNanos();

  private final List<Long> times = new ArrayList<>();

  private final Recorder recorder =
      new Recorder() {
        @Override
        public void happened(FlowTable flows, int slot, Event event, long wallNanos) {
          times.add(wallNanos);
        }

        @Override
        public void tick(long now, long wallNanos) {
          // Nothing waits.
        }
      };

  private Accounting accounting(
      Meters meters, int maxFlows, Set<FlowsConfig.Protocol> protocols, boolean packetTime) {
    Connections connections =
        new Connections(
            new FlowTable(3),
            PortSet.of(List.of(80)),
            meters,
            recorder,
            maxFlows,
            Duration.ofSeconds(60));
    return new Accounting(connections, recorder, protocols, packetTime);
  }

  private static void send(Accounting accounting, byte[] packet, long nanos) {
    accounting.packet(
        MemorySegment.ofArray(packet), 0, packet.length, packet.length, LinkType.RAW, nanos);
  }

  private static byte[] syn(int client, int port, int sequence) {
    return segment(client, port, sequence, Packet.SYN);
  }

  private static byte[] segment(int client, int port, int sequence, int flags) {
    return ByteBuffer.allocate(40)
        .putInt(0x45000028)
        .putInt(0)
        .putInt(0x40060000)
        .putInt(client)
        .putInt(SERVER)
        .putShort((short) port)
        .putShort((short) 80)
        .putInt(sequence)
        .putInt(0)
        .putInt(0x50000000 | flags << 16)
        .array();
  }

  /** An IPv4 packet of which these bytes are a part: offset in bytes, whether more follow. */
  private static byte[] fragment(int offset, boolean more, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .putShort((short) 0x4500)
        .putShort((short) (20 + payload.length))
        .putShort((short) 77)
        .putShort((short) (offset / 8 | (more ? 0x2000 : 0)))
        .putInt(0x40110000)
        .putInt(0x0a000001)
        .putInt(SERVER)
        .put(payload)
        .array();
  }

  @Test
  void everyPacketIsSomewhereInTheLedger() {
    Accounting accounting =
        accounting(Meters.ofAll(10, 1), 10, Set.of(FlowsConfig.Protocol.TCP), true);
    send(accounting, syn(0x0a000001, 5000, 1), DAY);
    // Not the port, not the protocol, no IP, and cut off.
    byte[] other = syn(0x0a000001, 5000, 1);
    other[23] = 81;
    send(accounting, other, DAY);
    send(accounting, fragment(0, false, new byte[] {19, 1, 0, 80, 0, 8, 0, 0}), DAY);
    send(accounting, new byte[] {0x10, 0}, DAY);
    send(accounting, new byte[] {0x45, 0}, DAY);
    Ledger ledger = accounting.ledger();
    assertEquals(5, ledger.packetsDelivered());
    assertEquals(1, ledger.packetsAccounted());
    assertEquals(2, ledger.packetsOtherPorts());
    assertEquals(2, ledger.packetsNotIp() + ledger.packetsMalformed());
  }

  @Test
  void laterFragmentsBelongToTheFirst() {
    Meters meters = Meters.ofAll(10, 1);
    Accounting accounting = accounting(meters, 10, Set.of(FlowsConfig.Protocol.UDP), true);
    byte[] first = new byte[16];
    ByteBuffer.wrap(first).putShort((short) 5000).putShort((short) 80).putShort((short) 48);
    send(accounting, fragment(16, true, new byte[16]), DAY);
    send(accounting, fragment(0, true, first), DAY);
    send(accounting, fragment(16, true, new byte[16]), DAY);
    send(accounting, fragment(32, false, new byte[8]), DAY);
    // A minute later nobody waits for it.
    send(accounting, fragment(32, false, new byte[8]), DAY + Duration.ofSeconds(61).toNanos());
    accounting.flush();
    Ledger ledger = accounting.ledger();
    assertEquals(3, ledger.packetsAccounted());
    assertEquals(2, ledger.packetsOtherPorts());
    assertEquals(
        List.of(new HostFigures("10.0.0.1", 80, 1, 3, 36 + 36 + 28)),
        HostFigures.of(meters.table()));
  }

  @Test
  void aClockThatIsSetDoesNotEndConnections() {
    Accounting live = accounting(Meters.ofAll(10, 1), 10, Set.of(FlowsConfig.Protocol.TCP), false);
    live.at(DAY, 500 * DAY);
    send(live, syn(0x0a000001, 5000, 1), 500 * DAY);
    // A year forward, two back.
    live.at(DAY + 1, 865 * DAY);
    send(live, segment(0x0a000001, 5000, 2, Packet.ACK), 865 * DAY);
    live.at(DAY + 2, 135 * DAY);
    send(live, segment(0x0a000001, 5000, 3, Packet.ACK), 135 * DAY);
    live.at(DAY + 3, 135 * DAY);
    assertEquals(1, live.ledger().connectionsOpened());
    assertEquals(1, live.ledger().connectionsOpen());
    // Records have the machine's time as it was.
    live.at(DAY + Duration.ofSeconds(61).toNanos(), 135 * DAY);
    assertEquals(List.of(500 * DAY, 135 * DAY), times);
  }

  @Test
  void packetsOfAFileMayStepBack() {
    Accounting file = accounting(Meters.ofAll(10, 1), 10, Set.of(FlowsConfig.Protocol.TCP), true);
    send(file, syn(0x0a000001, 5000, 1), 2 * DAY);
    send(file, segment(0x0a000001, 5000, 2, Packet.ACK), DAY);
    send(file, segment(0x0a000001, 5000, 3, Packet.ACK), 2 * DAY + 1);
    assertEquals(1, file.ledger().connectionsOpened());
    assertEquals(3, file.ledger().packetsAccounted());
  }

  /** A million addresses knock, as fast as they can: tables keep their size, and all is counted. */
  @Test
  void aFloodOfOpeningsFromAMillionHostsIsCountedInBoundedSpace() {
    int hosts = 1_000_000;
    TopHosts top = new TopHosts(100, 5);
    Accounting live = accounting(top, 50_000, Set.of(FlowsConfig.Protocol.TCP), false);
    byte[] packet = syn(0, 5000, 1);
    ByteBuffer address = ByteBuffer.wrap(packet);
    for (int i = 0; i < hosts; i++) {
      if (i % 1000 == 0) {
        long now = DAY + i * 1000L;
        live.at(now, now);
        top.sweep(now);
      }
      address.putInt(12, 0x0a000000 + i);
      send(live, packet, DAY);
    }
    Ledger ledger = live.ledger();
    assertEquals(hosts, ledger.connectionsOpened());
    assertEquals(50_000, ledger.connectionsOpen());
    assertEquals(hosts - 50_000, ledger.connectionsEvicted());
    assertEquals(101, top.table().size());
    List<HostFigures> figures = HostFigures.of(top.table());
    assertEquals(hosts, figures.stream().mapToLong(HostFigures::connections).sum());
    assertEquals(40L * hosts, figures.stream().mapToLong(HostFigures::bytes).sum());
    assertTrue(figures.getFirst().host().equals(Address.OTHER));
  }
}
