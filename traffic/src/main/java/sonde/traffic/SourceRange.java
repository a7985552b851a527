package sonde.traffic;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Local addresses, one after the other.
 *
 * @param first the first
 * @param count how many; of IPv6 just the one
 */
record SourceRange(InetAddress first, long count) {
  /**
   * Reads {@code 127.0.0.2}, {@code ::1} or {@code 127.0.0.10-127.0.0.50}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static SourceRange parse(String text) {
    int dash = text.indexOf('-');
    InetAddress first = literal(dash < 0 ? text : text.substring(0, dash));
    if (dash < 0) {
      return new SourceRange(first, 1);
    }
    InetAddress last = literal(text.substring(dash + 1));
    if (!(first instanceof Inet4Address) || !(last instanceof Inet4Address)) {
      throw new IllegalArgumentException("is a range, which only IPv4 addresses have");
    }
    long count = number(last) - number(first) + 1;
    if (count < 1) {
      throw new IllegalArgumentException("is a range that ends before it begins");
    }
    return new SourceRange(first, count);
  }

  private static InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is no IP address, and no range such as 127.0.0.10-127.0.0.50", e);
    }
  }

  private static long number(InetAddress address) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt());
  }

  boolean isIpv4() {
    return first instanceof Inet4Address;
  }

  /** One of them, by its index from 0. */
  InetAddress get(long index) {
    if (index == 0) {
      return first;
    }
    byte[] bytes = ByteBuffer.allocate(4).putInt((int) (number(first) + index)).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
