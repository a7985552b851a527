package sonde.flows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The format of libpcap, version 2.4, as draft-ietf-opsawg-pcap has it; times in µs or ns. */
final class PcapFormat implements CaptureFormat {
  /** Bytes of the file's header. */
  static final int FILE_HEADER = 24;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MICROSECONDS = 0xa1b2c3d4;
  private static final int NANOSECONDS = 0xa1b23c4d;
  private static final int PACKET_HEADER = 16;
  private static final long SECOND = 1_000_000_000;

  /** libpcap's MAXIMUM_SNAPLEN. */
  private static final int LARGEST_PACKET = 262_144;

  /** The rest of that number are flags and the length of a trailing check sum. */
  private static final int LINK_TYPE = 0x03ff_ffff;

  private final String name;
  private final boolean swapped;
  private final int nanosPerFraction;
  private final LinkType link;
  private final @Nullable PacketFilter filter;

  private PcapFormat(
      String name,
      boolean swapped,
      int nanosPerFraction,
      LinkType link,
      @Nullable PacketFilter filter) {
    this.name = name;
    this.swapped = swapped;
    this.nanosPerFraction = nanosPerFraction;
    this.link = link;
    this.filter = filter;
  }

  /** Whether a file that begins with these four bytes, read as little-endian, is of this format. */
  static boolean is(int magic) {
    return isKnown(magic) || isKnown(Integer.reverseBytes(magic));
  }

  private static boolean isKnown(int magic) {
    return magic == MICROSECONDS || magic == NANOSECONDS;
  }

  /** Consumes the file's header. */
  static PcapFormat open(String name, CaptureBuffer buffer, CaptureFilters filters)
      throws CaptureException {
    if (buffer.remaining() < FILE_HEADER) {
      throw new CaptureException(
          name + ": ends at byte " + buffer.end() + ", within the header of a pcap file");
    }
    MemorySegment memory = buffer.memory();
    long at = buffer.position();
    int magic = memory.get(INT, at);
    boolean swapped = !isKnown(magic);
    int major = u16(memory, at + 4, swapped);
    int minor = u16(memory, at + 6, swapped);
    if (major != 2 || minor != 4) {
      throw new CaptureException(
          name + ": is a pcap file of version " + major + "." + minor + "; only 2.4 can be read");
    }
    LinkType link = LinkType.of(i32(memory, at + 20, swapped) & LINK_TYPE);
    int nanosPerFraction =
        (swapped ? Integer.reverseBytes(magic) : magic) == NANOSECONDS ? 1 : 1000;
    buffer.consume(at + FILE_HEADER);
    return new PcapFormat(name, swapped, nanosPerFraction, link, filters.of(link));
  }

  @Override
  public void deliver(CaptureBuffer buffer, PacketHandler handler) throws CaptureException {
    MemorySegment memory = buffer.memory();
    long limit = buffer.limit();
    long at = buffer.position();
    while (limit - at >= PACKET_HEADER) {
      int captured = i32(memory, at + 8, swapped);
      if (captured < 0 || captured > LARGEST_PACKET) {
        buffer.consume(at);
        throw new CaptureException(
            name
                + ": the packet at byte "
                + buffer.offset(at)
                + " is said to have "
                + Integer.toUnsignedString(captured)
                + " bytes: the file is damaged there");
      }
      long data = at + PACKET_HEADER;
      if (limit - data < captured) {
        break;
      }
      long nanos =
          u32(memory, at, swapped) * SECOND + u32(memory, at + 4, swapped) * nanosPerFraction;
      int length = clamp(i32(memory, at + 12, swapped));
      if (filter == null || filter.matches(memory, data, captured, length, nanos)) {
        handler.packet(memory, data, captured, length, link, nanos);
      }
      at = data + captured;
    }
    buffer.consume(at);
  }

  @Override
  public String unit() {
    return "packet";
  }

  /** A length of 32 bits as the number that it is, or the largest there is. */
  static int clamp(int length) {
    return length < 0 ? Integer.MAX_VALUE : length;
  }

  private static int u16(MemorySegment memory, long at, boolean swapped) {
    short value = memory.get(SHORT, at);
    return Short.toUnsignedInt(swapped ? Short.reverseBytes(value) : value);
  }

  private static int i32(MemorySegment memory, long at, boolean swapped) {
    int value = memory.get(INT, at);
    return swapped ? Integer.reverseBytes(value) : value;
  }

  private static long u32(MemorySegment memory, long at, boolean swapped) {
    return Integer.toUnsignedLong(i32(memory, at, swapped));
  }
}
