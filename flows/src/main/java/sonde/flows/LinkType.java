package sonde.flows;

/** What stands before the IP packet; numbers as tcpdump.org's list of link-layer header types. */
enum LinkType {
  /** BSD loopback: the address family in the capturing machine's byte order. */
  NULL(0),
  /** Ethernet, with VLAN tags if there are any. */
  ETHERNET(1),
  /** OpenBSD loopback: the address family in network byte order. */
  LOOP(108),
  /** Linux' cooked capture, as of interface {@code any}. */
  LINUX_SLL(113),
  /** Linux' cooked capture, second version. */
  LINUX_SLL2(276),
  /** The IP packet itself, version 4 or 6. */
  RAW(101),
  /** The IP packet itself, version 4. */
  IPV4(228),
  /** The IP packet itself, version 6. */
  IPV6(229),
  /** Any other: its packets are counted, none is decoded. */
  UNKNOWN(-1);

  private static final int DLT_RAW = 12;
  private static final int DLT_RAW_OPENBSD = 14;

  private final int number;

  LinkType(int number) {
    this.number = number;
  }

  /** What libpcap calls it: differs from the number in files for raw IP alone. */
  int dlt() {
    return this == RAW ? DLT_RAW : number;
  }

  /** The type of this number. */
  static LinkType of(int number) {
    if (number == DLT_RAW || number == DLT_RAW_OPENBSD) {
      // What live captures call raw IP, depending on the system.
      return RAW;
    }
    for (LinkType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
