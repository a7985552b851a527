package sonde.flows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel lets pass: IP, tagged or not, and of that what the user wants. It only spares
 * work; ports are matched after decoding, because a compiled {@code port 80} misses packets with
 * VLAN tags, later fragments and IPv6 extension headers.
 */
final class KernelFilter {
  /** From the best to what compiles on every link type that has IP at all. */
  private static final List<String> IP =
      List.of(
          "ip or ip6 or vlan",
          "ip or ip6 or ether proto 0x8100 or ether proto 0x88a8 or ether proto 0x9100",
          "ip or ip6");

  private KernelFilter() {}

  /**
   * Compiles and sets the filter of an open interface.
   *
   * @param expression the user's; null for none
   * @throws CaptureException if libpcap or the kernel does not take it
   */
  static void set(long handle, @Nullable String expression) throws CaptureException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment program = arena.allocate(LibPcap.PROGRAM, Long.BYTES);
      if (expression != null) {
        // Alone first: the message is to speak of what the user wrote.
        compile(handle, program, expression, expression);
        LibPcap.free(program);
      }
      for (String ip : IP) {
        // The user's part comes first: "vlan" shifts what stands after it.
        String whole = expression == null ? ip : "(" + expression + ") and (" + ip + ")";
        if (LibPcap.compile(handle, program, whole) >= 0) {
          apply(handle, program, whole);
          return;
        }
      }
      if (expression != null) {
        // This link type tells no protocols apart: all is delivered that the user wants.
        compile(handle, program, expression, expression);
        apply(handle, program, expression);
      }
    }
  }

  private static void compile(long handle, MemorySegment program, String whole, String expression)
      throws CaptureException {
    if (LibPcap.compile(handle, program, whole) < 0) {
      throw new CaptureException(PacketFilter.rejected(expression, LibPcap.error(handle)));
    }
  }

  private static void apply(long handle, MemorySegment program, String whole)
      throws CaptureException {
    try {
      if (LibPcap.setFilter(handle, program) < 0) {
        throw new CaptureException(PacketFilter.rejected(whole, LibPcap.error(handle)));
      }
    } finally {
      LibPcap.free(program);
    }
  }
}
