package sonde.flows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Captures of whole connections, of eight packets of 40 bytes each. */
final class CaptureOf {
  private static final int RAW_IP = 101;
  private static final int SERVER = 0xc0a80001;

  private CaptureOf() {}

  /** Connections to port 80 of as many hosts, from 10.0.0.0 on, in turn. */
  static byte[] connections(int count, int hosts) {
    CaptureWriter writer = new CaptureWriter(ByteOrder.LITTLE_ENDIAN).pcap(false, RAW_IP);
    int[] flags = {
      Packet.SYN,
      Packet.SYN | Packet.ACK,
      Packet.ACK,
      Packet.ACK,
      Packet.ACK,
      Packet.FIN | Packet.ACK,
      Packet.FIN | Packet.ACK,
      Packet.ACK
    };
    boolean[] fromClient = {true, false, true, true, false, true, false, true};
    for (int i = 0; i < count; i++) {
      int client = 0x0a000000 + i % hosts;
      int port = 1024 + i / hosts;
      for (int step = 0; step < flags.length; step++) {
        byte[] packet = packet(client, port, flags[step], fromClient[step], i);
        writer.packet(1_800_000_000 + i / 100, step, packet.length, packet);
      }
    }
    return writer.bytes();
  }

  private static byte[] packet(int client, int port, int flags, boolean fromClient, int sequence) {
    return ByteBuffer.allocate(40)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) 40)
        .putInt(0)
        .put((byte) 64)
        .put((byte) Packet.TCP)
        .putShort((short) 0)
        .putInt(fromClient ? client : SERVER)
        .putInt(fromClient ? SERVER : client)
        .putShort((short) (fromClient ? port : 80))
        .putShort((short) (fromClient ? 80 : port))
        .putInt(sequence)
        .putInt(0)
        .put((byte) 0x50)
        .put((byte) flags)
        .array();
  }
}
