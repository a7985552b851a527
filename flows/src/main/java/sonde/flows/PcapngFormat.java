package sonde.flows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The format pcapng, version 1, as draft-ietf-opsawg-pcapng has it. */
final class PcapngFormat implements CaptureFormat {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The same in both byte orders. */
  private static final int SECTION = 0x0a0d0d0a;

  private static final int INTERFACE = 1;
  private static final int OBSOLETE_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER = 0x1a2b3c4d;
  private static final int LEAST_BLOCK = 12;
  private static final int LEAST_SECTION = 28;
  private static final int LEAST_INTERFACE = 20;
  private static final int LEAST_SIMPLE = 16;
  private static final int LEAST_PACKET = 32;
  private static final int BLOCK_END = 4;
  private static final int MOST_INTERFACES = 65_536;

  private static final int OPTION_END = 0;
  private static final int OPTION_RESOLUTION = 9;
  private static final int OPTION_OFFSET = 14;

  private final String name;
  private final CaptureFilters filters;
  private final List<Interface> interfaces = new ArrayList<>();
  private boolean swapped;
  private long lastNanos;

  /** Where packets were captured. */
  private record Interface(
      LinkType link, int snapLength, TimeScale time, @Nullable PacketFilter filter) {}

  PcapngFormat(String name, CaptureFilters filters) {
    this.name = name;
    this.filters = filters;
  }

  /** Whether a file that begins with these words, read as little-endian, is of this format. */
  static boolean is(int type, int byteOrder) {
    return type == SECTION
        && (byteOrder == BYTE_ORDER || Integer.reverseBytes(byteOrder) == BYTE_ORDER);
  }

  @Override
  public void deliver(CaptureBuffer buffer, PacketHandler handler) throws CaptureException {
    MemorySegment memory = buffer.memory();
    long limit = buffer.limit();
    long at = buffer.position();
    while (limit - at >= LEAST_BLOCK) {
      buffer.consume(at);
      int type = i32(memory, at);
      if (type == SECTION) {
        byteOrder(memory.get(INT, at + 8), buffer);
      }
      int length = i32(memory, at + 4);
      if (length < LEAST_BLOCK || length > CaptureBuffer.LARGEST || length % 4 != 0) {
        throw damaged(buffer, "a block of " + Integer.toUnsignedString(length) + " bytes");
      }
      if (limit - at < length) {
        return;
      }
      int repeated = i32(memory, at + length - BLOCK_END);
      if (repeated != length) {
        throw damaged(
            buffer,
            "a block whose length is "
                + length
                + " at its beginning and "
                + Integer.toUnsignedString(repeated)
                + " at its end");
      }
      block(buffer, memory, type, at, length, handler);
      at += length;
    }
    buffer.consume(at);
  }

  private void block(
      CaptureBuffer buffer,
      MemorySegment memory,
      int type,
      long at,
      int length,
      PacketHandler handler)
      throws CaptureException {
    switch (type) {
      case ENHANCED_PACKET, OBSOLETE_PACKET -> {
        check(length >= LEAST_PACKET, buffer, "a packet block that is too short");
        int number = type == ENHANCED_PACKET ? i32(memory, at + 8) : u16(memory, at + 8);
        Interface from = interfaceOf(number, buffer);
        int captured = i32(memory, at + 20);
        check(
            captured >= 0 && captured <= length - LEAST_PACKET,
            buffer,
            "a packet that is longer than its block");
        long time = u32(memory, at + 12) << Integer.SIZE | u32(memory, at + 16);
        lastNanos = from.time.nanos(time);
        int size = PcapFormat.clamp(i32(memory, at + 24));
        hand(memory, at + 28, captured, size, from, handler, lastNanos);
      }
      case SIMPLE_PACKET -> {
        check(length >= LEAST_SIMPLE, buffer, "a packet block that is too short");
        Interface from = interfaceOf(0, buffer);
        int size = PcapFormat.clamp(i32(memory, at + 8));
        int captured = Math.min(length - LEAST_SIMPLE, Math.min(size, from.snapLength));
        // It tells no time: that of the packet before it is as near as one gets.
        hand(memory, at + 12, captured, size, from, handler, lastNanos);
      }
      case INTERFACE -> {
        check(length >= LEAST_INTERFACE, buffer, "an interface block that is too short");
        check(interfaces.size() < MOST_INTERFACES, buffer, "more interfaces than there can be");
        interfaces.add(describe(buffer, memory, at, length));
      }
      case SECTION -> {
        check(length >= LEAST_SECTION, buffer, "a section header that is too short");
        int major = u16(memory, at + 12);
        check(major == 1, buffer, "a section of version " + major + ", of which only 1 is known");
        interfaces.clear();
      }
      default -> {
        // Names, statistics, secrets, and what may come: not packets.
      }
    }
  }

  private static void hand(
      MemorySegment memory,
      long at,
      int captured,
      int length,
      Interface from,
      PacketHandler handler,
      long nanos) {
    if (from.filter == null || from.filter.matches(memory, at, captured, length, nanos)) {
      handler.packet(memory, at, captured, length, from.link, nanos);
    }
  }

  private Interface interfaceOf(int number, CaptureBuffer buffer) throws CaptureException {
    if (number < 0 || number >= interfaces.size()) {
      throw damaged(
          buffer,
          "a packet of interface "
              + Integer.toUnsignedString(number)
              + ", which was not described before");
    }
    return interfaces.get(number);
  }

  private Interface describe(CaptureBuffer buffer, MemorySegment memory, long at, int length)
      throws CaptureException {
    LinkType link = LinkType.of(u16(memory, at + 8));
    int snapLength = i32(memory, at + 12);
    TimeScale time = TimeScale.DEFAULT;
    long end = at + length - BLOCK_END;
    long option = at + 16;
    while (end - option >= 4) {
      int code = u16(memory, option);
      int size = u16(memory, option + 2);
      if (code == OPTION_END) {
        break;
      }
      long value = option + 4;
      check(
          end - value >= size, buffer, "an interface with an option that is longer than its block");
      if (code == OPTION_RESOLUTION && size == 1) {
        time = time.withResolution(memory.get(ValueLayout.JAVA_BYTE, value) & 0xff);
        check(time.isKnown(), buffer, "an interface with times finer than can be told");
      } else if (code == OPTION_OFFSET && size == Long.BYTES) {
        time = time.withOffset(i64(memory, value));
      }
      option = value + (size + 3 & ~3);
    }
    return new Interface(
        link, snapLength <= 0 ? Integer.MAX_VALUE : snapLength, time, filters.of(link));
  }

  private void byteOrder(int magic, CaptureBuffer buffer) throws CaptureException {
    check(is(SECTION, magic), buffer, "a section header without byte order");
    swapped = magic != BYTE_ORDER;
  }

  private void check(boolean holds, CaptureBuffer buffer, String what) throws CaptureException {
    if (!holds) {
      throw damaged(buffer, what);
    }
  }

  private CaptureException damaged(CaptureBuffer buffer, String what) {
    return new CaptureException(
        name + ": there is " + what + " at byte " + buffer.offset(buffer.position()));
  }

  @Override
  public String unit() {
    return "block";
  }

  private int u16(MemorySegment memory, long at) {
    short value = memory.get(SHORT, at);
    return Short.toUnsignedInt(swapped ? Short.reverseBytes(value) : value);
  }

  private int i32(MemorySegment memory, long at) {
    int value = memory.get(INT, at);
    return swapped ? Integer.reverseBytes(value) : value;
  }

  private long u32(MemorySegment memory, long at) {
    return Integer.toUnsignedLong(i32(memory, at));
  }

  private long i64(MemorySegment memory, long at) {
    long first = u32(memory, at);
    long second = u32(memory, at + Integer.BYTES);
    return swapped ? first << Integer.SIZE | second : second << Integer.SIZE | first;
  }
}
