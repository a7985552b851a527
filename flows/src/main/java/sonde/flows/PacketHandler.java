package sonde.flows;

import java.lang.foreign.MemorySegment;

/** Who is given captured packets, one at a time and on one thread. */
@FunctionalInterface
interface PacketHandler {
  /**
   * Takes a packet. The memory is valid during the call only.
   *
   * @param memory where it is
   * @param start of its first byte in the memory
   * @param captured how many bytes of it are there
   * @param length how many bytes it had on the wire
   * @param link what it begins with
   * @param nanos when it was seen, nanoseconds since 1970
   */
  void packet(
      MemorySegment memory, long start, int captured, int length, LinkType link, long nanos);
}
