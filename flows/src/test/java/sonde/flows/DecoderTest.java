package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.flows.Packets.authentication;
import static sonde.flows.Packets.decode;
import static sonde.flows.Packets.ethernet;
import static sonde.flows.Packets.extension;
import static sonde.flows.Packets.fragment;
import static sonde.flows.Packets.hex;
import static sonde.flows.Packets.ipv4;
import static sonde.flows.Packets.ipv4OfLength;
import static sonde.flows.Packets.ipv6;
import static sonde.flows.Packets.ipv6OfLength;
import static sonde.flows.Packets.join;
import static sonde.flows.Packets.sll;
import static sonde.flows.Packets.sll2;
import static sonde.flows.Packets.syn;
import static sonde.flows.Packets.tag;
import static sonde.flows.Packets.tcp;
import static sonde.flows.Packets.udp;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets made by hand: each field is what was put there. */
class DecoderTest {
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final byte[] SYN4 = ipv4(Packet.TCP, syn());
  private static final byte[] SYN6 = ipv6(Packet.TCP, syn());
  private static final byte[] NO_OPTIONS = {};

  private final Packet packet = new Packet();

  static Stream<Arguments> encapsulations() {
    return Stream.of(
        Arguments.of("Ethernet", LinkType.ETHERNET, ethernet(IPV4, SYN4)),
        Arguments.of("Ethernet, 6", LinkType.ETHERNET, ethernet(IPV6, SYN6)),
        Arguments.of(
            "Ethernet with padding", LinkType.ETHERNET, join(ethernet(IPV4, SYN4), new byte[6])),
        Arguments.of("VLAN", LinkType.ETHERNET, ethernet(0x8100, tag(7, IPV4, SYN4))),
        Arguments.of("VLAN, 6", LinkType.ETHERNET, ethernet(0x8100, tag(7, IPV6, SYN6))),
        Arguments.of(
            "QinQ", LinkType.ETHERNET, ethernet(0x88a8, tag(7, 0x8100, tag(8, IPV4, SYN4)))),
        Arguments.of(
            "old QinQ, thrice",
            LinkType.ETHERNET,
            ethernet(0x9100, tag(7, 0x9100, tag(8, 0x8100, tag(9, IPV6, SYN6))))),
        Arguments.of("cooked", LinkType.LINUX_SLL, sll(IPV4, SYN4)),
        Arguments.of("cooked, 6", LinkType.LINUX_SLL, sll(IPV6, SYN6)),
        Arguments.of("cooked VLAN", LinkType.LINUX_SLL, sll(0x8100, tag(7, IPV4, SYN4))),
        Arguments.of(
            "cooked QinQ of which the innermost type is named",
            LinkType.LINUX_SLL,
            sll(0x88a8, tag(7, IPV4, tag(7, 0x8100, tag(8, IPV4, SYN4))))),
        Arguments.of(
            "cooked 2 QinQ of which the innermost type is named",
            LinkType.LINUX_SLL2,
            sll2(IPV6, tag(8, IPV6, SYN6))),
        Arguments.of("cooked 2", LinkType.LINUX_SLL2, sll2(IPV4, SYN4)),
        Arguments.of("cooked 2, 6", LinkType.LINUX_SLL2, sll2(IPV6, SYN6)),
        Arguments.of("cooked 2 VLAN", LinkType.LINUX_SLL2, sll2(0x8100, tag(7, IPV4, SYN4))),
        Arguments.of("null, little", LinkType.NULL, join(hex("02000000"), SYN4)),
        Arguments.of("null, big", LinkType.NULL, join(hex("00000002"), SYN4)),
        Arguments.of("null, FreeBSD", LinkType.NULL, join(hex("1c000000"), SYN6)),
        Arguments.of("null, macOS", LinkType.NULL, join(hex("0000001e"), SYN6)),
        Arguments.of("loop", LinkType.LOOP, join(hex("00000002"), SYN4)),
        Arguments.of("loop, 6", LinkType.LOOP, join(hex("00000018"), SYN6)),
        Arguments.of("raw", LinkType.RAW, SYN4),
        Arguments.of("raw, 6", LinkType.RAW, SYN6),
        Arguments.of("IPv4", LinkType.IPV4, SYN4),
        Arguments.of("IPv6", LinkType.IPV6, SYN6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("encapsulations")
  void whateverStandsBeforeItThePacketIsTheSame(String name, LinkType link, byte[] bytes) {
    assertEquals(Verdict.IP, decode(link, bytes, packet), name);
    boolean six = packet.sourceHigh != 0;
    assertAddresses(six);
    assertEquals(Packet.TCP, packet.protocol);
    assertEquals(six ? 60 : 40, packet.length);
    assertEquals(Packets.CLIENT_PORT, packet.sourcePort);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
    assertEquals(Packet.SYN, packet.flags);
    assertEquals(Packets.SEQUENCE, packet.sequence);
    assertFalse(packet.fragment);
    assertFalse(packet.laterFragment);
    assertEquals(0, packet.fragmentId);
  }

  /** Up to the 14th byte of TCP all is needed; nothing after it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("encapsulations")
  void cutOffBeforeTheFlagsItIsMalformed(String name, LinkType link, byte[] bytes) {
    int padding = name.contains("padding") ? 6 : 0;
    int needed = bytes.length - padding - 6;
    for (int length = 0; length < needed; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertEquals(Verdict.MALFORMED, decode(link, cut, bytes.length, packet), name + length);
    }
    for (int length = needed; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertEquals(Verdict.IP, decode(link, cut, bytes.length, packet), name + length);
    }
  }

  private void assertAddresses(boolean six) {
    Address source = new Address(packet.sourceHigh, packet.sourceLow);
    Address target = new Address(packet.targetHigh, packet.targetLow);
    assertEquals(six ? "2001:db8::1" : "192.0.2.1", source.toString());
    assertEquals(six ? "2001:db8::2" : "198.51.100.2", target.toString());
  }

  @Test
  void otherProtocolsAreNotIp() {
    assertEquals(Verdict.NOT_IP, decode(LinkType.ETHERNET, ethernet(0x0806, new byte[28]), packet));
    assertEquals(Verdict.NOT_IP, decode(LinkType.ETHERNET, ethernet(0x0026, new byte[38]), packet));
    assertEquals(
        Verdict.NOT_IP,
        decode(LinkType.ETHERNET, ethernet(0x8100, tag(1, 0x0806, new byte[28])), packet));
    assertEquals(Verdict.NOT_IP, decode(LinkType.LINUX_SLL, sll(0x0806, new byte[28]), packet));
    assertEquals(Verdict.NOT_IP, decode(LinkType.LINUX_SLL2, sll2(0x0806, new byte[28]), packet));
    assertEquals(
        Verdict.NOT_IP, decode(LinkType.NULL, join(hex("07000000"), new byte[40]), packet));
    // A loopback of OpenBSD has one byte order only.
    assertEquals(Verdict.NOT_IP, decode(LinkType.LOOP, join(hex("02000000"), SYN4), packet));
    assertEquals(Verdict.NOT_IP, decode(LinkType.UNKNOWN, SYN4, packet));
    assertEquals(Verdict.NOT_IP, decode(LinkType.UNKNOWN, new byte[0], packet));
  }

  @Test
  void udpHasPortsOnly() {
    packet.flags = 7;
    packet.sequence = 7;
    assertEquals(Verdict.IP, decode(LinkType.RAW, ipv4(Packet.UDP, udp(12)), packet));
    assertEquals(Packet.UDP, packet.protocol);
    assertEquals(40, packet.length);
    assertEquals(Packets.CLIENT_PORT, packet.sourcePort);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
    assertEquals(0, packet.flags);
    assertEquals(0, packet.sequence);
    assertEquals(Verdict.IP, decode(LinkType.RAW, ipv6(Packet.UDP, udp(12)), packet));
    assertEquals(60, packet.length);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 41, 47, 50, 51, 58, 132, 255})
  void ofOtherProtocolsOnlyAddressesAndLengthAreThere(int protocol) {
    packet.sourcePort = 7;
    assertEquals(Verdict.IP, decode(LinkType.RAW, ipv4(protocol, new byte[3]), packet));
    assertEquals(protocol, packet.protocol);
    assertEquals(23, packet.length);
    assertEquals(0, packet.sourcePort);
    assertEquals(0, packet.targetPort);
    assertAddresses(false);
  }

  @Test
  void optionsAreSkipped() {
    byte[] options = new byte[40];
    byte[] bytes = ipv4(Packet.TCP, options, 0x4000, tcp(Packet.SYN | Packet.ACK, 5));
    assertEquals(Verdict.IP, decode(LinkType.IPV4, bytes, packet));
    assertEquals(85, packet.length);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
    assertEquals(Packet.SYN | Packet.ACK, packet.flags);
    assertFalse(packet.fragment);
  }

  @Test
  void ofFragmentsTheFirstHasPorts() {
    byte[] first = ipv4(Packet.TCP, NO_OPTIONS, 0x2000, tcp(Packet.SYN, 4));
    assertEquals(Verdict.IP, decode(LinkType.IPV4, first, packet));
    assertTrue(packet.fragment);
    assertFalse(packet.laterFragment);
    assertEquals(0x1234, packet.fragmentId);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);

    byte[] later = ipv4(Packet.TCP, NO_OPTIONS, 0x2003, new byte[16]);
    assertEquals(Verdict.IP, decode(LinkType.IPV4, later, packet));
    assertTrue(packet.fragment);
    assertTrue(packet.laterFragment);
    assertEquals(0x1234, packet.fragmentId);
    assertEquals(Packet.TCP, packet.protocol);
    assertEquals(36, packet.length);
    assertEquals(0, packet.targetPort);
    assertEquals(0, packet.flags);

    byte[] last = ipv4(Packet.TCP, NO_OPTIONS, 0x0005, new byte[1]);
    assertEquals(Verdict.IP, decode(LinkType.IPV4, last, packet));
    assertTrue(packet.laterFragment);
  }

  @Test
  void fragmentsThatNoWholeCanHaveAreMalformed() {
    byte[] beyond = ipv4(Packet.UDP, NO_OPTIONS, 0x1fff, new byte[16]);
    assertEquals(Verdict.MALFORMED, decode(LinkType.IPV4, beyond, packet));
    byte[] uneven = ipv4(Packet.UDP, NO_OPTIONS, 0x2001, new byte[15]);
    assertEquals(Verdict.MALFORMED, decode(LinkType.IPV4, uneven, packet));
    byte[] empty = ipv4(Packet.UDP, NO_OPTIONS, 0x0001, new byte[0]);
    assertEquals(Verdict.MALFORMED, decode(LinkType.IPV4, empty, packet));
    byte[] six = ipv6(44, fragment(Packet.UDP, 0x0009, new byte[15]));
    assertEquals(Verdict.MALFORMED, decode(LinkType.IPV6, six, packet));
  }

  @Test
  void extensionHeadersAreSkipped() {
    byte[] all =
        extension(
            60,
            1,
            extension(
                43,
                2,
                extension(
                    51,
                    0,
                    authentication(60, extension(135, 0, extension(Packet.TCP, 3, syn()))))));
    byte[] bytes = ipv6(0, all);
    assertEquals(Verdict.IP, decode(LinkType.IPV6, bytes, packet));
    assertEquals(Packet.TCP, packet.protocol);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
    assertEquals(Packet.SYN, packet.flags);
    assertEquals(bytes.length, packet.length);
    assertAddresses(true);
    for (int length = 0; length < bytes.length - 6; length++) {
      assertEquals(
          Verdict.MALFORMED,
          decode(LinkType.IPV6, Arrays.copyOf(bytes, length), bytes.length, packet));
    }
  }

  @Test
  void extensionHeadersEndSomewhere() {
    byte[] sixteen = syn();
    int next = Packet.TCP;
    for (int i = 0; i < 16; i++) {
      sixteen = extension(next, 0, sixteen);
      next = 60;
    }
    assertEquals(Verdict.IP, decode(LinkType.IPV6, ipv6(60, sixteen), packet));
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
    byte[] seventeen = extension(60, 0, sixteen);
    assertEquals(Verdict.MALFORMED, decode(LinkType.IPV6, ipv6(60, seventeen), packet));
    // Nothing after the headers, and a protocol that is not read.
    assertEquals(Verdict.IP, decode(LinkType.IPV6, ipv6(0, extension(59, 0, new byte[0])), packet));
    assertEquals(59, packet.protocol);
    // A header that is longer than the packet.
    byte[] beyond = extension(Packet.TCP, 0, syn());
    beyond[1] = 9;
    assertEquals(Verdict.MALFORMED, decode(LinkType.IPV6, ipv6(60, beyond), packet));
  }

  @Test
  void fragmentsOfVersion6HaveAHeaderOfTheirOwn() {
    byte[] first = ipv6(0, extension(44, 0, fragment(Packet.TCP, 1, tcp(Packet.SYN, 4))));
    assertEquals(Verdict.IP, decode(LinkType.IPV6, first, packet));
    assertTrue(packet.fragment);
    assertFalse(packet.laterFragment);
    assertEquals(0xdeadbeef, packet.fragmentId);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);

    byte[] later = ipv6(44, fragment(Packet.TCP, 24 << 3 | 1, new byte[8]));
    assertEquals(Verdict.IP, decode(LinkType.IPV6, later, packet));
    assertTrue(packet.laterFragment);
    assertEquals(0xdeadbeef, packet.fragmentId);
    assertEquals(Packet.TCP, packet.protocol);
    assertEquals(56, packet.length);
    assertEquals(0, packet.targetPort);

    // Alone it is no fragment: RFC 6946.
    byte[] alone = ipv6(44, fragment(Packet.TCP, 0, syn()));
    assertEquals(Verdict.IP, decode(LinkType.IPV6, alone, packet));
    assertFalse(packet.fragment);
    assertEquals(Packets.SERVER_PORT, packet.targetPort);
  }

  @Test
  void withoutALengthOfItsOwnThePacketIsAsLongAsTheFrameSays() {
    byte[] four = ethernet(IPV4, ipv4OfLength(0, Packet.TCP, NO_OPTIONS, 0, syn()));
    assertEquals(Verdict.IP, decode(LinkType.ETHERNET, four, 100_014, packet));
    assertEquals(100_000, packet.length);
    byte[] six = ethernet(0x8100, tag(1, IPV6, ipv6OfLength(0, Packet.TCP, syn())));
    assertEquals(Verdict.IP, decode(LinkType.ETHERNET, six, 100_018, packet));
    assertEquals(100_000, packet.length);
    byte[] jumbo = ipv6OfLength(0, 0, extension(Packet.UDP, 0, new byte[8]));
    assertEquals(Verdict.IP, decode(LinkType.IPV6, jumbo, 70_000, packet));
    assertEquals(70_000, packet.length);
    // Nothing follows, but padding.
    assertEquals(
        Verdict.IP,
        decode(LinkType.ETHERNET, join(ethernet(IPV6, ipv6OfLength(0, 59, new byte[6]))), packet));
    assertEquals(40, packet.length);
    // A frame that is shorter than its headers.
    assertEquals(Verdict.MALFORMED, decode(LinkType.ETHERNET, four, 20, packet));
    assertEquals(Verdict.MALFORMED, decode(LinkType.ETHERNET, six, 20, packet));
  }

  @Test
  void theLengthIsTheHeadersAlsoOfTruncatedPackets() {
    byte[] bytes = ethernet(IPV4, ipv4(Packet.TCP, tcp(Packet.ACK, 1400)));
    assertEquals(
        Verdict.IP, decode(LinkType.ETHERNET, Arrays.copyOf(bytes, 68), bytes.length, packet));
    assertEquals(1440, packet.length);
    // Programs that shorten packets do not always keep the length on the wire.
    assertEquals(Verdict.IP, decode(LinkType.ETHERNET, Arrays.copyOf(bytes, 68), packet));
    assertEquals(1440, packet.length);
  }

  @Test
  void whatContradictsItselfIsMalformed() {
    assertMalformed(LinkType.IPV4, SYN6);
    assertMalformed(LinkType.IPV6, SYN4);
    assertMalformed(LinkType.ETHERNET, ethernet(IPV4, SYN6));
    assertMalformed(LinkType.RAW, join(hex("55"), new byte[60]));
    // A header of 16 bytes; a length shorter than the header; no room for ports by that length.
    byte[] shortHeader = SYN4.clone();
    shortHeader[0] = 0x44;
    assertMalformed(LinkType.IPV4, shortHeader);
    assertMalformed(LinkType.IPV4, ipv4OfLength(19, Packet.TCP, NO_OPTIONS, 0, syn()));
    assertMalformed(LinkType.IPV4, ipv4OfLength(39, Packet.TCP, NO_OPTIONS, 0, syn()));
    assertMalformed(LinkType.IPV4, ipv4OfLength(27, Packet.UDP, NO_OPTIONS, 0, udp(9)));
    assertMalformed(LinkType.IPV6, ipv6OfLength(19, Packet.TCP, syn()));
    // Lengths of TCP and UDP that are too small or beyond the packet.
    byte[] small = syn();
    small[12] = 0x40;
    assertMalformed(LinkType.IPV4, ipv4(Packet.TCP, small));
    byte[] large = syn();
    large[12] = 0x60;
    assertMalformed(LinkType.IPV4, ipv4(Packet.TCP, large));
    byte[] udp = udp(4);
    udp[5] = 7;
    assertMalformed(LinkType.IPV4, ipv4(Packet.UDP, udp));
    udp[5] = 13;
    assertMalformed(LinkType.IPV4, ipv4(Packet.UDP, udp));
    // Nine tags.
    byte[] tagged = tag(1, IPV4, SYN4);
    for (int i = 0; i < 7; i++) {
      tagged = tag(1, 0x8100, tagged);
    }
    assertEquals(Verdict.IP, decode(LinkType.ETHERNET, ethernet(0x8100, tagged), packet));
    assertMalformed(LinkType.ETHERNET, ethernet(0x8100, tag(1, 0x8100, tagged)));
  }

  private void assertMalformed(LinkType link, byte[] bytes) {
    assertEquals(Verdict.MALFORMED, decode(link, bytes, packet));
  }
}
