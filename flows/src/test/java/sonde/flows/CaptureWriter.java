package sonde.flows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes capture files, byte by byte and in either byte order. */
final class CaptureWriter {
  static final int SECTION = 0x0a0d0d0a;
  static final int ENHANCED = 6;
  static final int OBSOLETE = 2;
  static final int SIMPLE = 3;

  private final ByteOrder order;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  CaptureWriter(ByteOrder order) {
    this.order = order;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Adds bytes as they are. */
  CaptureWriter raw(byte[] some) {
    bytes.writeBytes(some);
    return this;
  }

  private ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }

  /** The header of a pcap file. */
  CaptureWriter pcap(boolean nanos, int linkType) {
    return raw(
        buffer(24)
            .putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putInt(0)
            .putInt(0)
            .putInt(65_535)
            .putInt(linkType)
            .array());
  }

  /** A packet of a pcap file. */
  CaptureWriter packet(int seconds, int fraction, int length, byte[] packet) {
    raw(buffer(16).putInt(seconds).putInt(fraction).putInt(packet.length).putInt(length).array());
    return raw(packet);
  }

  /** A block of a pcapng file. */
  CaptureWriter block(int type, byte[] body) {
    int padded = body.length + 3 & ~3;
    return raw(
        buffer(12 + padded)
            .putInt(type)
            .putInt(12 + padded)
            .put(body)
            .position(8 + padded)
            .putInt(12 + padded)
            .array());
  }

  CaptureWriter section() {
    return block(
        SECTION,
        buffer(16).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1).array());
  }

  /** An interface with the default scale of time. */
  CaptureWriter described(int linkType, int snapLength) {
    return block(
        1, buffer(8).putShort((short) linkType).putShort((short) 0).putInt(snapLength).array());
  }

  /** An interface with a scale of its own, after an option that is skipped. */
  CaptureWriter described(int linkType, int resolution, long offset) {
    return block(
        1,
        buffer(40)
            .putShort((short) linkType)
            .putShort((short) 0)
            .putInt(0)
            .putShort((short) 2)
            .putShort((short) 3)
            .put(new byte[] {'l', 'o', '0', 0})
            .putShort((short) 9)
            .putShort((short) 1)
            .put((byte) resolution)
            .put(new byte[3])
            .putShort((short) 14)
            .putShort((short) 8)
            .putLong(offset)
            .putInt(0)
            .array());
  }

  CaptureWriter enhanced(int from, long time, int length, byte[] packet) {
    return block(
        ENHANCED,
        buffer(20 + packet.length)
            .putInt(from)
            .putInt((int) (time >>> 32))
            .putInt((int) time)
            .putInt(packet.length)
            .putInt(length)
            .put(packet)
            .array());
  }

  CaptureWriter obsolete(int from, long time, int length, byte[] packet) {
    return block(
        OBSOLETE,
        buffer(20 + packet.length)
            .putShort((short) from)
            .putShort((short) 3)
            .putInt((int) (time >>> 32))
            .putInt((int) time)
            .putInt(packet.length)
            .putInt(length)
            .put(packet)
            .array());
  }

  CaptureWriter simple(int length, byte[] packet) {
    return block(SIMPLE, buffer(4 + packet.length).putInt(length).put(packet).array());
  }
}
