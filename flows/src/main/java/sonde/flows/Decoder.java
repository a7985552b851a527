package sonde.flows;

import static sonde.flows.Verdict.IP;
import static sonde.flows.Verdict.MALFORMED;
import static sonde.flows.Verdict.NOT_IP;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads the headers of a packet. Here is what stands before IP, as tcpdump.org's list of link-layer
 * header types has it; the rest is {@link IpDecoder}'s.
 *
 * <p>Nothing is read beyond the captured bytes, whatever they say: a live capture's memory has no
 * bounds of its own.
 */
final class Decoder {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int ETHERNET_HEADER = 14;
  private static final int ETHERNET_TYPE = 12;
  private static final int SLL_HEADER = 16;
  private static final int SLL_TYPE = 14;
  private static final int SLL2_HEADER = 20;
  private static final int FAMILY_HEADER = 4;

  private static final int TYPE_IPV4 = 0x0800;
  private static final int TYPE_IPV6 = 0x86dd;
  private static final int TYPE_VLAN = 0x8100;
  private static final int TYPE_QINQ = 0x88a8;
  private static final int TYPE_QINQ_OLD = 0x9100;
  private static final int VLAN_TAG = 4;
  private static final int MOST_TAGS = 8;

  private Decoder() {}

  /**
   * Reads a packet's headers.
   *
   * @param memory where it is
   * @param start of its first byte in the memory
   * @param captured how many bytes of it are there
   * @param length how many bytes it had on the wire, used where the IP header gives no length
   * @param link what it begins with
   * @param into is filled if this is an IP packet, and is to be ignored if not
   */
  static Verdict decode(
      MemorySegment memory, long start, int captured, int length, LinkType link, Packet into) {
    return switch (link) {
      case ETHERNET ->
          captured < ETHERNET_HEADER
              ? MALFORMED
              : typed(
                  memory,
                  start + ETHERNET_HEADER,
                  captured - ETHERNET_HEADER,
                  length - ETHERNET_HEADER,
                  Short.toUnsignedInt(memory.get(SHORT, start + ETHERNET_TYPE)),
                  into);
      case LINUX_SLL -> cooked(memory, start, captured, length, SLL_TYPE, SLL_HEADER, into);
      case LINUX_SLL2 -> cooked(memory, start, captured, length, 0, SLL2_HEADER, into);
      case NULL, LOOP -> ofFamily(memory, start, captured, length, link, into);
      case RAW -> raw(memory, start, captured, length, into);
      case IPV4 -> IpDecoder.ipv4(memory, start, captured, length, into);
      case IPV6 -> IpDecoder.ipv6(memory, start, captured, length, into);
      case UNKNOWN -> NOT_IP;
    };
  }

  /** What stands after an Ethernet type; VLAN tags first, if there are any. */
  private static Verdict typed(
      MemorySegment memory, long at, int captured, int wire, int type, Packet into) {
    if (type == TYPE_IPV4) {
      return IpDecoder.ipv4(memory, at, captured, wire, into);
    }
    if (type == TYPE_IPV6) {
      return IpDecoder.ipv6(memory, at, captured, wire, into);
    }
    return isTag(type) ? tagged(memory, at, captured, wire, into) : NOT_IP;
  }

  private static boolean isTag(int type) {
    return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD;
  }

  private static Verdict tagged(
      MemorySegment memory, long start, int captured, int wire, Packet into) {
    for (int skipped = VLAN_TAG; skipped <= MOST_TAGS * VLAN_TAG; skipped += VLAN_TAG) {
      if (captured < skipped) {
        return MALFORMED;
      }
      int type = Short.toUnsignedInt(memory.get(SHORT, start + skipped - Short.BYTES));
      if (!isTag(type)) {
        return typed(memory, start + skipped, captured - skipped, wire - skipped, type, into);
      }
    }
    return MALFORMED;
  }

  private static Verdict cooked(
      MemorySegment memory,
      long start,
      int captured,
      int length,
      int typeAt,
      int header,
      Packet into) {
    if (captured < header) {
      return MALFORMED;
    }
    int type = Short.toUnsignedInt(memory.get(SHORT, start + typeAt));
    long at = start + header;
    Verdict verdict = typed(memory, at, captured - header, length - header, type, into);
    return verdict == MALFORMED
        ? behindTags(memory, at, captured - header, length - header, into)
        : verdict;
  }

  /**
   * With several tags, newer Linux kernels name the innermost type in a cooked header although tags
   * come first.
   */
  private static Verdict behindTags(
      MemorySegment memory, long start, int captured, int wire, Packet into) {
    for (int skipped = VLAN_TAG; skipped <= MOST_TAGS * VLAN_TAG; skipped += VLAN_TAG) {
      if (captured < skipped) {
        return MALFORMED;
      }
      int type = Short.toUnsignedInt(memory.get(SHORT, start + skipped - Short.BYTES));
      if (!isTag(type)) {
        if (type != TYPE_IPV4 && type != TYPE_IPV6) {
          return MALFORMED;
        }
        if (typed(memory, start + skipped, captured - skipped, wire - skipped, type, into) == IP) {
          return IP;
        }
      }
    }
    return MALFORMED;
  }

  /** After the address family of BSD's loopback. */
  private static Verdict ofFamily(
      MemorySegment memory, long start, int captured, int wire, LinkType link, Packet into) {
    if (captured < FAMILY_HEADER) {
      return MALFORMED;
    }
    int family = memory.get(INT, start);
    if (link == LinkType.NULL && family >>> Short.SIZE != 0) {
      // Families are small numbers: the machine that captured had the other byte order.
      family = Integer.reverseBytes(family);
    }
    long at = start + FAMILY_HEADER;
    int rest = captured - FAMILY_HEADER;
    return switch (family) {
      case 2 -> IpDecoder.ipv4(memory, at, rest, wire - FAMILY_HEADER, into);
      // AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
      case 10, 23, 24, 28, 30 -> IpDecoder.ipv6(memory, at, rest, wire - FAMILY_HEADER, into);
      default -> NOT_IP;
    };
  }

  private static Verdict raw(
      MemorySegment memory, long start, int captured, int wire, Packet into) {
    if (captured < 1) {
      return MALFORMED;
    }
    // Which of the two it is, they tell themselves: each turns the other's version away.
    return memory.get(BYTE, start) >> 4 == 4
        ? IpDecoder.ipv4(memory, start, captured, wire, into)
        : IpDecoder.ipv6(memory, start, captured, wire, into);
  }
}
