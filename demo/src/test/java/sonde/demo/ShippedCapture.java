package sonde.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Makes the capture that the demo reads where it may not capture: headers alone, of connections of
 * some hosts to a server of MySQL, PostgreSQL and Redis. The same at any time.
 */
final class ShippedCapture {
  private static final int CONNECTIONS = 100;
  private static final int RAW_IP = 101;
  private static final int HEADERS = 40;
  private static final int SEGMENT = 1448;
  private static final int TCP = 6;
  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int PUSH = 0x08;
  private static final int ACK = 0x10;

  private static final int SERVER = 0xcb00710a; // 203.0.113.10
  private static final int[] CLIENTS = {
    0xc000020b, // 192.0.2.11 and the following
    0xc000020c,
    0xc000020d,
    0xc000020e,
    0xc000020f,
    0xc6336421, // 198.51.100.33 and the following
    0xc6336422,
    0xc6336423
  };
  private static final int[] PORTS = {3306, 5432, 6379};

  private record Packet(long micros, ByteBuffer headers, int length) {}

  private final SplittableRandom random = new SplittableRandom(20_26);
  private final List<Packet> packets = new ArrayList<>();
  private final Map<String, Integer> connections = new TreeMap<>();

  // Of the connection that is being made.
  private long now;
  private int client;
  private int clientPort;
  private int serverPort;
  private int clientSequence;
  private int serverSequence;

  ShippedCapture() {
    long start = Instant.parse("2026-01-05T08:00:00Z").getEpochSecond() * 1_000_000;
    for (int i = 0; i < CONNECTIONS; i++) {
      start += random.nextInt(20_000, 900_000);
      now = start;
      // The first ones the most often.
      client = CLIENTS[random.nextInt(random.nextInt(CLIENTS.length) + 1)];
      clientPort = 40_000 + i * 37 % 20_000;
      serverPort = PORTS[random.nextInt(PORTS.length)];
      clientSequence = random.nextInt();
      serverSequence = random.nextInt();
      connections.merge(text(client), 1, Integer::sum);
      connection(random.nextInt(20));
    }
    packets.sort(Comparator.comparingLong(Packet::micros));
  }

  private void connection(int kind) {
    send(true, SYN, 0);
    if (kind == 0) {
      send(false, RST | ACK, 0);
      return;
    }
    send(false, SYN | ACK, 0);
    send(true, ACK, 0);
    for (int requests = random.nextInt(1, 4); requests > 0; requests--) {
      send(true, PUSH | ACK, random.nextInt(30, 400));
      for (int answer = random.nextInt(20, 4000); answer > 0; answer -= SEGMENT) {
        send(false, PUSH | ACK, Math.min(answer, SEGMENT));
      }
      send(true, ACK, 0);
    }
    if (kind == 1) {
      send(true, RST | ACK, 0);
      return;
    }
    send(true, FIN | ACK, 0);
    send(false, FIN | ACK, 0);
    send(true, ACK, 0);
  }

  private void send(boolean fromClient, int flags, int payload) {
    ByteBuffer headers = ByteBuffer.allocate(HEADERS);
    headers.put((byte) 0x45).put((byte) 0).putShort((short) (HEADERS + payload));
    headers.putInt(0x4000).put((byte) 64).put((byte) TCP).putShort((short) 0);
    headers.putInt(fromClient ? client : SERVER).putInt(fromClient ? SERVER : client);
    headers.putShort((short) (fromClient ? clientPort : serverPort));
    headers.putShort((short) (fromClient ? serverPort : clientPort));
    headers.putInt(fromClient ? clientSequence : serverSequence);
    headers.putInt((flags & ACK) == 0 ? 0 : fromClient ? serverSequence : clientSequence);
    headers.put((byte) 0x50).put((byte) flags).putShort((short) 0xffff).putInt(0);
    headers.putShort(10, checksum(headers));
    packets.add(new Packet(now, headers.flip().asReadOnlyBuffer(), HEADERS + payload));
    int counted = payload + ((flags & (SYN | FIN)) == 0 ? 0 : 1);
    if (fromClient) {
      clientSequence += counted;
    } else {
      serverSequence += counted;
    }
    now += random.nextInt(50, 30_000);
  }

  /** Of the header of IP. */
  private static short checksum(ByteBuffer header) {
    int sum = 0;
    for (int at = 0; at < 20; at += 2) {
      sum += header.getShort(at) & 0xffff;
    }
    return (short) ~(sum + (sum >>> 16));
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  /** By the host that opens them. */
  Map<String, Integer> connections() {
    return new TreeMap<>(connections);
  }

  /** A pcap file. */
  byte[] bytes() {
    ByteBuffer file =
        ByteBuffer.allocate(24 + packets.size() * (16 + HEADERS)).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    file.putInt(0xffff).putInt(RAW_IP);
    for (Packet packet : packets) {
      file.putInt((int) (packet.micros / 1_000_000)).putInt((int) (packet.micros % 1_000_000));
      file.putInt(HEADERS).putInt(packet.length).put(packet.headers.duplicate());
    }
    return file.array();
  }
}
