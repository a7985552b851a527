package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.flows.Packets.authentication;
import static sonde.flows.Packets.decode;
import static sonde.flows.Packets.ethernet;
import static sonde.flows.Packets.extension;
import static sonde.flows.Packets.fragment;
import static sonde.flows.Packets.ipv4;
import static sonde.flows.Packets.ipv6;
import static sonde.flows.Packets.sll;
import static sonde.flows.Packets.syn;
import static sonde.flows.Packets.tag;
import static sonde.flows.Packets.tcp;
import static sonde.flows.Packets.udp;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes: a verdict, and never a read outside of them, which would throw, because the
 * memory is just as large as the packet.
 */
class DecoderFuzzTest {
  private static final int RANDOM = 200_000;
  private static final List<LinkType> LINKS = List.of(LinkType.values());
  private static final int MUTATIONS = 30_000;
  private static final List<byte[]> VALID =
      List.of(
          ipv4(Packet.TCP, syn()),
          ipv4(Packet.UDP, new byte[40], 0, udp(9)),
          ipv4(Packet.TCP, new byte[4], 0x2000, tcp(Packet.SYN, 4)),
          ipv6(Packet.TCP, syn()),
          ipv6(0, extension(43, 1, authentication(60, extension(Packet.UDP, 2, udp(3))))),
          ipv6(44, fragment(60, 1, extension(Packet.TCP, 0, tcp(Packet.SYN, 4)))));

  private final Packet packet = new Packet();

  @Test
  void randomBytes() {
    Random random = new Random(1);
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < RANDOM; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      LinkType link = LINKS.get(i % LINKS.size());
      Verdict verdict = decode(link, bytes, random.nextInt(), packet);
      verdicts.merge(verdict, 1, Integer::sum);
    }
    assertTrue(verdicts.keySet().containsAll(List.of(Verdict.values())), verdicts::toString);
  }

  @Test
  void mutatedPackets() {
    Random random = new Random(2);
    for (byte[] valid : VALID) {
      byte[] framed = framed(valid);
      byte[] cooked = sll(0x88a8, tag(1, 0x0800, Arrays.copyOfRange(framed, 14, framed.length)));
      for (int i = 0; i < MUTATIONS; i++) {
        boolean ethernet = i % 2 == 0;
        byte[] bytes = ethernet ? framed.clone() : cooked.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        bytes = Arrays.copyOf(bytes, bytes.length - random.nextInt(3) * random.nextInt(20));
        assertVerdict(ethernet ? LinkType.ETHERNET : LinkType.LINUX_SLL, bytes);
      }
    }
  }

  @Test
  void everyByteWithEveryValue() {
    for (byte[] valid : VALID) {
      for (int at = 0; at < valid.length; at++) {
        byte[] bytes = valid.clone();
        for (int value = 0; value < 256; value++) {
          bytes[at] = (byte) value;
          assertVerdict(LinkType.RAW, bytes);
        }
      }
    }
  }

  @Test
  void everyLength() {
    for (byte[] valid : VALID) {
      byte[] framed = framed(valid);
      assertEquals(Verdict.IP, decode(LinkType.ETHERNET, framed, packet));
      for (int length = 0; length < framed.length; length++) {
        assertVerdict(LinkType.ETHERNET, Arrays.copyOf(framed, length));
      }
    }
  }

  private static byte[] framed(byte[] ip) {
    return ethernet(0x8100, tag(1, ip[0] >> 4 == 4 ? 0x0800 : 0x86dd, ip));
  }

  private void assertVerdict(LinkType link, byte[] bytes) {
    Verdict verdict = decode(link, bytes, packet);
    assertNotNull(verdict);
    if (verdict == Verdict.IP) {
      assertTrue(packet.length >= 20, () -> Arrays.toString(bytes));
      assertTrue(packet.sourcePort >>> 16 == 0 && packet.targetPort >>> 16 == 0);
      assertTrue(packet.fragment || !packet.laterFragment);
    }
  }
}
