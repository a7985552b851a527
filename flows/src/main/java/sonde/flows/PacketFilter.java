package sonde.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An expression of pcap-filter(7), to be applied to the packets of a file. For one thread. */
final class PacketFilter implements AutoCloseable {
  private static final int SNAP_LENGTH = 262_144;
  private static final long SECOND = 1_000_000_000;
  private static final long MICROSECOND = 1_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment program = arena.allocate(LibPcap.PROGRAM, Long.BYTES);
  private final MemorySegment header = arena.allocate(LibPcap.HEADER, Long.BYTES);

  private PacketFilter() {}

  /**
   * Compiles an expression.
   *
   * @throws CaptureException if it is none, or libpcap is missing
   */
  static PacketFilter compile(String expression, LinkType link) throws CaptureException {
    String missing = LibPcap.missing();
    if (missing != null) {
      throw new CaptureException("filter: " + missing);
    }
    PacketFilter filter = new PacketFilter();
    long handle = LibPcap.openDead(link.dlt(), SNAP_LENGTH);
    try {
      if (LibPcap.compile(handle, filter.program, expression) < 0) {
        String error = LibPcap.error(handle);
        filter.arena.close();
        throw new CaptureException(rejected(expression, error));
      }
    } finally {
      LibPcap.close(handle);
    }
    return filter;
  }

  /** What is said of an expression that libpcap does not take. */
  static String rejected(String expression, String error) {
    return "filter: libpcap rejects \""
        + expression
        + "\": "
        + error
        + "; see pcap-filter(7) for what it may be";
  }

  /** Whether it lets a packet in native memory pass. */
  boolean matches(MemorySegment memory, long start, int captured, int length, long nanos) {
    header.set(ValueLayout.JAVA_LONG, LibPcap.HEADER_SECONDS, nanos / SECOND);
    header.set(ValueLayout.JAVA_LONG, LibPcap.HEADER_FRACTION, nanos % SECOND / MICROSECOND);
    header.set(ValueLayout.JAVA_INT, LibPcap.HEADER_CAPTURED, captured);
    header.set(ValueLayout.JAVA_INT, LibPcap.HEADER_LENGTH, length);
    return LibPcap.matches(program.address(), header.address(), memory.address() + start);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      LibPcap.free(program);
      arena.close();
    }
  }
}
