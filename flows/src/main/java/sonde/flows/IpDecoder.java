package sonde.flows;

import static sonde.flows.Verdict.IP;
import static sonde.flows.Verdict.MALFORMED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads the headers of IP packets and of TCP and UDP in them, as RFC 791, 8200, 4302, 9293 and 768
 * have them.
 *
 * <p>A length in an IP header may exceed what was on the wire by the capture's word, because there
 * are programs that shorten packets and with them that word.
 */
final class IpDecoder {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int IPV4_HEADER = 20;
  private static final int IPV4_MORE = 0x2000;
  private static final int IPV4_OFFSET = 0x1fff;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_MORE = 1;
  private static final int IPV6_OFFSET = 0xfff8;
  private static final int LARGEST = 0xffff;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int NOTHING = 59;
  private static final int DESTINATION = 60;
  private static final int MOBILITY = 135;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;
  private static final int LEAST_EXTENSION = 8;
  private static final int MOST_EXTENSIONS = 16;

  private static final int TCP_HEADER = 20;
  private static final int TCP_OFFSET_AND_FLAGS = 12;
  private static final int TCP_NEEDED = 14;
  private static final int UDP_HEADER = 8;
  private static final int UDP_LENGTH = 4;

  private IpDecoder() {}

  /** Reads a packet of version 4 of which so much was captured and was on the wire. */
  static Verdict ipv4(MemorySegment memory, long at, int captured, int wire, Packet into) {
    if (captured < IPV4_HEADER) {
      return MALFORMED;
    }
    // Version, header's length, type of service, length, identification, flags and offset.
    long first = memory.get(LONG, at);
    int header = (int) (first >>> 56 & 0xf) * Integer.BYTES;
    int said = (int) (first >>> 32) & 0xffff;
    // Packets that the interface is to cut up ("BIG TCP") have no length of their own.
    int length = said == 0 ? wire : said;
    int end = Math.min(captured, length);
    if (first >>> 60 != 4 || header < IPV4_HEADER || header > end) {
      return MALFORMED;
    }
    // Time to live, protocol, checksum, source.
    long second = memory.get(LONG, at + 8);
    into.sourceHigh = 0;
    into.sourceLow = Address.mapped((int) second);
    into.targetHigh = 0;
    into.targetLow = Address.mapped(memory.get(INT, at + 16));
    into.protocol = (int) (second >>> 48) & 0xff;
    into.length = length;
    int fragment = (int) first & (IPV4_MORE | IPV4_OFFSET);
    if (fragment != 0) {
      into.fragmentId = (int) (first >>> 16) & 0xffff;
      int offset = (fragment & IPV4_OFFSET) << 3;
      if (!fragment(offset, (fragment & IPV4_MORE) != 0, length - header, into)) {
        return MALFORMED;
      }
      if (offset != 0) {
        return withoutPorts(into);
      }
    } else {
      noFragment(into);
    }
    return transport(memory, at + header, end - header, length - header, into);
  }

  /** Reads a packet of version 6 of which so much was captured and was on the wire. */
  static Verdict ipv6(MemorySegment memory, long at, int captured, int wire, Packet into) {
    if (captured < IPV6_HEADER) {
      return MALFORMED;
    }
    // Version, traffic class, flow label, payload's length, next header, hop limit.
    long first = memory.get(LONG, at);
    int payload = (int) (first >>> 16) & 0xffff;
    int next = (int) (first >>> 8) & 0xff;
    // Jumbograms and packets that the interface is to cut up have no length here.
    int length = payload == 0 && next != NOTHING ? wire : IPV6_HEADER + payload;
    if (first >>> 60 != 6 || length < IPV6_HEADER) {
      return MALFORMED;
    }
    into.sourceHigh = memory.get(LONG, at + 8);
    into.sourceLow = memory.get(LONG, at + 16);
    into.targetHigh = memory.get(LONG, at + 24);
    into.targetLow = memory.get(LONG, at + 32);
    into.length = length;
    noFragment(into);
    int end = Math.min(captured, length);
    if (next == Packet.TCP || next == Packet.UDP) {
      into.protocol = next;
      return transport(memory, at + IPV6_HEADER, end - IPV6_HEADER, length - IPV6_HEADER, into);
    }
    return extended(memory, at, end, next, into);
  }

  /** Goes along IPv6's extension headers, of which RFC 8200 sets no number. */
  private static Verdict extended(MemorySegment memory, long at, int end, int first, Packet into) {
    int next = first;
    int position = IPV6_HEADER;
    for (int i = 0; i <= MOST_EXTENSIONS; i++) {
      if (!isExtension(next)) {
        into.protocol = next;
        return transport(memory, at + position, end - position, into.length - position, into);
      }
      if (end - position < LEAST_EXTENSION) {
        return MALFORMED;
      }
      // Next header, length, and of a fragment header offset, flags and identification.
      long header = memory.get(LONG, at + position);
      int size = extensionSize(next, (int) (header >>> 48) & 0xff);
      if (size > end - position) {
        return MALFORMED;
      }
      position += size;
      int after = (int) (header >>> 56);
      if (next == FRAGMENT && (header >>> 32 & (IPV6_OFFSET | IPV6_MORE)) != 0) {
        into.fragmentId = (int) header;
        int offset = (int) (header >>> 32) & IPV6_OFFSET;
        boolean more = (header >>> 32 & IPV6_MORE) != 0;
        if (!fragment(offset, more, into.length - position, into)) {
          return MALFORMED;
        }
        if (offset != 0) {
          into.protocol = after;
          return withoutPorts(into);
        }
      }
      next = after;
    }
    return MALFORMED;
  }

  private static boolean isExtension(int header) {
    return switch (header) {
      case HOP_BY_HOP,
          ROUTING,
          FRAGMENT,
          AUTHENTICATION,
          DESTINATION,
          MOBILITY,
          HOST_IDENTITY,
          SHIM6 ->
          true;
      default -> false;
    };
  }

  private static int extensionSize(int header, int length) {
    return switch (header) {
      case FRAGMENT -> LEAST_EXTENSION;
      case AUTHENTICATION -> (length + 2) * Integer.BYTES;
      default -> (length + 1) * Long.BYTES;
    };
  }

  private static void noFragment(Packet into) {
    into.fragment = false;
    into.laterFragment = false;
    into.fragmentId = 0;
  }

  /** Notes a fragment; false if no whole can have it. */
  private static boolean fragment(int offset, boolean more, int payload, Packet into) {
    into.fragment = true;
    into.laterFragment = offset != 0;
    return payload > 0 && offset + payload <= LARGEST && !(more && payload % Long.BYTES != 0);
  }

  private static Verdict withoutPorts(Packet into) {
    into.sourcePort = 0;
    into.targetPort = 0;
    into.flags = 0;
    into.sequence = 0;
    return IP;
  }

  /**
   * Reads what follows the IP headers.
   *
   * @param captured how much of it may be read
   * @param length how much there was by the IP header
   */
  private static Verdict transport(
      MemorySegment memory, long at, int captured, int length, Packet into) {
    return switch (into.protocol) {
      case Packet.TCP -> tcp(memory, at, captured, length, into);
      case Packet.UDP -> udp(memory, at, captured, length, into);
      default -> withoutPorts(into);
    };
  }

  private static Verdict tcp(MemorySegment memory, long at, int captured, int length, Packet into) {
    if (captured < TCP_NEEDED || length < TCP_HEADER) {
      return MALFORMED;
    }
    int offsetAndFlags = Short.toUnsignedInt(memory.get(SHORT, at + TCP_OFFSET_AND_FLAGS));
    int header = (offsetAndFlags >>> 12) * Integer.BYTES;
    if (header < TCP_HEADER || (header > length && !into.fragment)) {
      return MALFORMED;
    }
    ports(memory, at, into);
    into.sequence = memory.get(INT, at + 4);
    into.flags = offsetAndFlags & 0xff;
    return IP;
  }

  private static Verdict udp(MemorySegment memory, long at, int captured, int length, Packet into) {
    if (captured < UDP_LENGTH + Short.BYTES || length < UDP_HEADER) {
      return MALFORMED;
    }
    int said = Short.toUnsignedInt(memory.get(SHORT, at + UDP_LENGTH));
    // A jumbogram's length is 0 here, too.
    if (said != 0 && (said < UDP_HEADER || (said > length && !into.fragment))) {
      return MALFORMED;
    }
    ports(memory, at, into);
    into.flags = 0;
    into.sequence = 0;
    return IP;
  }

  private static void ports(MemorySegment memory, long at, Packet into) {
    int ports = memory.get(INT, at);
    into.sourcePort = ports >>> Short.SIZE;
    into.targetPort = ports & 0xffff;
  }
}
