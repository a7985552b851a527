package sonde.flows;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Makes packets, byte by byte. */
final class Packets {
  static final String SOURCE = "c0000201";
  static final String TARGET = "c6336402";
  static final String SOURCE6 = "20010db8000000000000000000000001";
  static final String TARGET6 = "20010db8000000000000000000000002";
  static final int CLIENT_PORT = 49_152;
  static final int SERVER_PORT = 3306;
  static final int SEQUENCE = 0x89abcdef;

  private Packets() {}

  /** Bytes of hexadecimal digits. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] u16(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  static byte[] ethernet(int type, byte[] payload) {
    return join(hex("020000000001 020000000002"), u16(type), payload);
  }

  /** A tag's number and the type of what comes after it. */
  static byte[] tag(int number, int type, byte[] payload) {
    return join(u16(number), u16(type), payload);
  }

  static byte[] sll(int type, byte[] payload) {
    return join(hex("0000 0001 0006 020000000001 0000"), u16(type), payload);
  }

  static byte[] sll2(int type, byte[] payload) {
    return join(u16(type), hex("0000 00000002 0001 00 06 0200000000010000"), payload);
  }

  /** An opening from client to server. */
  static byte[] syn() {
    return tcp(Packet.SYN, 0);
  }

  static byte[] tcp(int flags, int payload) {
    return join(
        u16(CLIENT_PORT),
        u16(SERVER_PORT),
        ByteBuffer.allocate(4).putInt(SEQUENCE).array(),
        hex("00000000 50"),
        new byte[] {(byte) flags},
        hex("ffff 0000 0000"),
        new byte[payload]);
  }

  static byte[] udp(int payload) {
    return join(u16(CLIENT_PORT), u16(SERVER_PORT), u16(8 + payload), u16(0), new byte[payload]);
  }

  static byte[] ipv4(int protocol, byte[] payload) {
    return ipv4(protocol, new byte[0], 0, payload);
  }

  /**
   * An IPv4 packet.
   *
   * @param options a multiple of four bytes
   * @param fragment flags and offset, as in the header
   */
  static byte[] ipv4(int protocol, byte[] options, int fragment, byte[] payload) {
    return ipv4OfLength(20 + options.length + payload.length, protocol, options, fragment, payload);
  }

  static byte[] ipv4OfLength(
      int length, int protocol, byte[] options, int fragment, byte[] payload) {
    return join(
        new byte[] {(byte) (0x45 + options.length / 4), 0},
        u16(length),
        u16(0x1234),
        u16(fragment),
        new byte[] {64, (byte) protocol, 0, 0},
        hex(SOURCE + TARGET),
        options,
        payload);
  }

  static byte[] ipv6(int next, byte[] payload) {
    return ipv6OfLength(payload.length, next, payload);
  }

  static byte[] ipv6OfLength(int length, int next, byte[] payload) {
    return join(
        hex("60000000"),
        u16(length),
        new byte[] {(byte) next, 64},
        hex(SOURCE6 + TARGET6),
        payload);
  }

  /** An extension header of eight bytes and so many times eight more. */
  static byte[] extension(int next, int more, byte[] payload) {
    byte[] header = new byte[8 + more * 8];
    header[0] = (byte) next;
    header[1] = (byte) more;
    return join(header, payload);
  }

  /** An authentication header of 24 bytes. */
  static byte[] authentication(int next, byte[] payload) {
    byte[] header = new byte[24];
    header[0] = (byte) next;
    header[1] = 4;
    return join(header, payload);
  }

  /** A fragment header; offset and flag as they stand in it. */
  static byte[] fragment(int next, int offsetAndFlag, byte[] payload) {
    return join(new byte[] {(byte) next, 0}, u16(offsetAndFlag), hex("deadbeef"), payload);
  }

  /** Decodes a packet that was captured whole, from memory that has just its size. */
  static Verdict decode(LinkType link, byte[] packet, Packet into) {
    return decode(link, packet, packet.length, into);
  }

  /** Decodes a packet that had so many bytes on the wire. */
  static Verdict decode(LinkType link, byte[] packet, int wire, Packet into) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(packet.length);
      MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
      return Decoder.decode(memory, 0, packet.length, wire, link, into);
    }
  }
}
