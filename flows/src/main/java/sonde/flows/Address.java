package sonde.flows;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * An IP address; version 4 as {@code ::ffff:a.b.c.d}.
 *
 * @param high its first eight bytes
 * @param low its last eight bytes
 */
record Address(long high, long low) implements Comparable<Address> {
  /** What {@link #NONE} is called in databases, metrics and summaries. */
  static final String OTHER = "other";

  /** Of no host: stands for all that are not told apart. */
  static final Address NONE = new Address(0, 0);

  private static final long MAPPED = 0xffff_0000_0000L;
  private static final long MAPPED_MASK = 0xffff_ffff_0000_0000L;
  private static final Comparator<Address> ORDER =
      (a, b) -> {
        int high = Long.compareUnsigned(a.high, b.high);
        return high != 0 ? high : Long.compareUnsigned(a.low, b.low);
      };
  private static final int GROUPS = 8;

  /** The low half of a mapped IPv4 address. */
  static long mapped(int ipv4) {
    return MAPPED | Integer.toUnsignedLong(ipv4);
  }

  /** Whether these halves are an IPv4 address. */
  static boolean isIpv4(long high, long low) {
    return high == 0 && (low & MAPPED_MASK) == MAPPED;
  }

  /** As a client is called in databases, metrics and summaries. */
  String hostName() {
    return equals(NONE) ? OTHER : toString();
  }

  @Override
  public int compareTo(Address other) {
    return ORDER.compare(this, other);
  }

  /** As people write it: {@code 192.0.2.1}, or version 6 as RFC 5952 has it. */
  @Override
  public String toString() {
    return isIpv4(high, low) ? ipv4() : ipv6();
  }

  private String ipv4() {
    return (low >> 24 & 0xff)
        + "."
        + (low >> 16 & 0xff)
        + "."
        + (low >> 8 & 0xff)
        + "."
        + (low & 0xff);
  }

  private String ipv6() {
    int[] groups = new int[GROUPS];
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).flip();
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = Short.toUnsignedInt(bytes.getShort());
    }
    int gap = longestGap(groups);
    int end = gap < 0 ? -1 : gapEnd(groups, gap);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        text.append("::");
        i = end - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Where the longest run of zero groups begins, the first of equals; -1 if none has two. */
  private static int longestGap(int[] groups) {
    int best = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = gapEnd(groups, i);
      if (end - i > length) {
        best = i;
        length = end - i;
      }
    }
    return best;
  }

  private static int gapEnd(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end;
  }
}
