package sonde.flows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Packets between hosts as {@link Connections} sees them, at times of the test's choice. */
final class Wire {
  static final int FIN = Packet.FIN;
  static final int SYN = Packet.SYN;
  static final int RST = Packet.RST;
  static final int ACK = Packet.ACK;

  /** What was recorded: what happened, to whom, how many connections, packets and bytes. */
  record Entry(String event, String client, int port, long connections, long packets, long bytes) {}

  final List<FlowRecord> records = new ArrayList<>();
  final FlowTable flows = new FlowTable(42);
  final Meters meters;
  final Connections connections;
  long now = Duration.ofDays(20_000).toNanos();
  long accounted;
  long otherPorts;

  Wire(Set<Integer> ports, int maxFlows) {
    this(ports, maxFlows, Meters.ofAll(1000, 7));
  }

  Wire(Set<Integer> ports, int maxFlows, Meters meters) {
    this.meters = meters;
    this.connections =
        new Connections(
            flows,
            ports.isEmpty() ? PortSet.all() : PortSet.of(ports),
            meters,
            new Recording(),
            maxFlows,
            Duration.ofSeconds(60));
    connections.sweep(now, now);
  }

  private final class Recording implements Recorder {
    @Override
    public void happened(FlowTable table, int slot, Event event, long wallNanos) {
      byte[] bytes = new byte[FlowRecord.BYTES];
      table.write(slot, event, wallNanos / 1_000_000, bytes, 0);
      records.add(FlowRecord.read(bytes, 0));
    }

    @Override
    public void tick(long tick, long wallNanos) {
      throw new AssertionError("not by connections");
    }
  }

  /** Lets time pass, in which nothing is sent. */
  Wire after(Duration duration) {
    now += duration.toNanos();
    connections.sweep(now, now);
    return this;
  }

  /** A segment of TCP of 100 bytes from one to the other: {@code 10.0.0.1:5000}. */
  Wire tcp(String from, String to, int flags) {
    return tcp(from, to, flags, 1);
  }

  Wire tcp(String from, String to, int flags, int sequence) {
    return send(packet(Packet.TCP, from, to, flags, sequence));
  }

  Wire udp(String from, String to) {
    return send(packet(Packet.UDP, from, to, 0, 0));
  }

  private Wire send(Packet packet) {
    flows.prepare(packet);
    if (connections.packet(packet, now, now)) {
      accounted++;
    } else {
      otherPorts++;
    }
    return this;
  }

  private static Packet packet(int protocol, String from, String to, int flags, int sequence) {
    Packet packet = new Packet();
    packet.protocol = protocol;
    packet.flags = flags;
    packet.sequence = sequence;
    packet.length = 100;
    packet.sourceLow = Address.mapped(ipv4(from));
    packet.sourcePort = port(from);
    packet.targetLow = Address.mapped(ipv4(to));
    packet.targetPort = port(to);
    return packet;
  }

  private static int ipv4(String end) {
    int address = 0;
    for (String part : end.substring(0, end.indexOf(':')).split("\\.")) {
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }

  private static int port(String end) {
    return Integer.parseInt(end.substring(end.indexOf(':') + 1));
  }

  /** A whole connection: three packets to open, a request and an answer, four to close. */
  Wire connection(String client, String server, int sequence) {
    return tcp(client, server, SYN, sequence)
        .tcp(server, client, SYN | ACK)
        .tcp(client, server, ACK)
        .tcp(client, server, ACK)
        .tcp(server, client, ACK)
        .tcp(client, server, FIN | ACK)
        .tcp(server, client, FIN | ACK)
        .tcp(client, server, ACK);
  }

  Ledger ledger() {
    return connections.ledger(accounted + otherPorts, accounted, otherPorts, 0, 0);
  }

  List<Entry> entries() {
    return records.stream()
        .map(
            record ->
                new Entry(
                    record.event().text(),
                    record.client() + ":" + record.clientPort(),
                    record.serverPort(),
                    record.connections(),
                    record.packets(),
                    record.bytes()))
        .toList();
  }

  /** How often what happened. */
  Map<String, Long> events() {
    Map<String, Long> events = new HashMap<>();
    records.forEach(record -> events.merge(record.event().text(), 1L, Long::sum));
    return events;
  }
}
