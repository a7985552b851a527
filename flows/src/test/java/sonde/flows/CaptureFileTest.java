package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static sonde.flows.Packets.ethernet;
import static sonde.flows.Packets.hex;
import static sonde.flows.Packets.ipv4;
import static sonde.flows.Packets.syn;
import static sonde.flows.Packets.tag;
import static sonde.flows.Packets.udp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files written by hand, in both formats and byte orders. */
class CaptureFileTest {
  private static final byte[] ONE = ethernet(0x0800, ipv4(Packet.TCP, syn()));
  private static final byte[] TWO = ethernet(0x8100, tag(5, 0x0800, ipv4(Packet.UDP, udp(3))));
  private static final long SECOND = 1_000_000_000;

  @TempDir Path directory;

  /** What was handed over. */
  private record Seen(String bytes, int length, LinkType link, long nanos) {
    static Seen of(byte[] bytes, int length, LinkType link, long nanos) {
      return new Seen(HexFormat.of().formatHex(bytes), length, link, nanos);
    }
  }

  private static List<Seen> read(byte[] file) throws IOException {
    List<Seen> seen = new ArrayList<>();
    readInto(seen, file, null);
    return seen;
  }

  private static void readInto(List<Seen> seen, byte[] file, @Nullable String filter)
      throws IOException {
    PacketHandler handler =
        (memory, start, captured, length, link, nanos) ->
            seen.add(
                Seen.of(
                    memory.asSlice(start, captured).toArray(ValueLayout.JAVA_BYTE),
                    length,
                    link,
                    nanos));
    try (CaptureFile capture =
        CaptureFile.open("test", Channels.newChannel(new ByteArrayInputStream(file)), filter)) {
      while (capture.poll(handler)) {
        assertEquals(PacketSource.Drops.NONE, capture.drops());
      }
      assertFalse(capture.poll(handler));
    }
  }

  private static String failure(byte[] file) {
    return assertThrows(CaptureException.class, () -> read(file)).getMessage();
  }

  static Stream<ByteOrder> orders() {
    return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pcap(ByteOrder order) throws IOException {
    byte[] micros =
        new CaptureWriter(order)
            .pcap(false, 1)
            .packet(1_700_000_000, 999_999, ONE.length, ONE)
            .packet(0xffff_ffff, 1, 1500, TWO)
            .packet(1, 0, 0, new byte[0])
            .bytes();
    assertEquals(
        List.of(
            Seen.of(ONE, ONE.length, LinkType.ETHERNET, 1_700_000_000_999_999_000L),
            Seen.of(TWO, 1500, LinkType.ETHERNET, 0xffff_ffffL * SECOND + 1000),
            Seen.of(new byte[0], 0, LinkType.ETHERNET, SECOND)),
        read(micros));
    // The upper bits of the link type are flags.
    byte[] nanos =
        new CaptureWriter(order).pcap(true, 0x9400_0065).packet(5, 7, 0x8000_0000, ONE).bytes();
    assertEquals(
        List.of(Seen.of(ONE, Integer.MAX_VALUE, LinkType.RAW, 5 * SECOND + 7)), read(nanos));
  }

  @ParameterizedTest
  @CsvSource({
    "0, NULL",
    "1, ETHERNET",
    "12, RAW",
    "14, RAW",
    "101, RAW",
    "108, LOOP",
    "113, LINUX_SLL",
    "228, IPV4",
    "229, IPV6",
    "276, LINUX_SLL2",
    "105, UNKNOWN",
    "65535, UNKNOWN"
  })
  void linkTypes(int number, LinkType type) throws IOException {
    byte[] file =
        new CaptureWriter(ByteOrder.BIG_ENDIAN).pcap(false, number).packet(1, 0, 9, ONE).bytes();
    assertEquals(type, read(file).getFirst().link());
  }

  private static CaptureWriter mixed(ByteOrder order) {
    return new CaptureWriter(order)
        .section()
        .described(1, 0)
        .described(113, 9, 1_000)
        .block(4, new byte[40])
        .described(101, 0x80 | 20, 0)
        .enhanced(0, 1_700_000_000_000_001L, ONE.length, ONE)
        .enhanced(1, 7_000_000_003L, 2000, TWO)
        .block(0x0bad_0bad, new byte[5])
        .enhanced(2, 3L << 20 | 1 << 19, 60, ONE)
        .obsolete(0, 2_000_000L, 61, TWO);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pcapng(ByteOrder order) throws IOException {
    ByteOrder other =
        order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    byte[] snapped = Arrays.copyOf(ONE, 20);
    byte[] second =
        new CaptureWriter(other)
            .section()
            .described(147, 20)
            .enhanced(0, 9_000_000L, 90, ONE)
            .simple(1000, snapped)
            .simple(7, Arrays.copyOf(ONE, 7))
            .bytes();
    assertEquals(
        List.of(
            Seen.of(ONE, ONE.length, LinkType.ETHERNET, 1_700_000_000_000_001_000L),
            Seen.of(TWO, 2000, LinkType.LINUX_SLL, 1_007 * SECOND + 3),
            Seen.of(ONE, 60, LinkType.RAW, 3 * SECOND + SECOND / 2),
            Seen.of(TWO, 61, LinkType.ETHERNET, 2 * SECOND),
            Seen.of(ONE, 90, LinkType.UNKNOWN, 9 * SECOND),
            Seen.of(snapped, 1000, LinkType.UNKNOWN, 9 * SECOND),
            Seen.of(Arrays.copyOf(ONE, 7), 7, LinkType.UNKNOWN, 9 * SECOND)),
        read(mixed(order).raw(second).bytes()));
  }

  /** Before the place where it ends all is there; what is incomplete is said. */
  @ParameterizedTest
  @MethodSource("orders")
  void cutOffAnywhere(ByteOrder order) throws IOException {
    byte[] pcap =
        new CaptureWriter(order).pcap(true, 1).packet(1, 2, 3, ONE).packet(4, 5, 6, TWO).bytes();
    int first = 24 + 16 + ONE.length;
    for (int length = 0; length < pcap.length; length++) {
      List<Seen> seen = new ArrayList<>();
      byte[] cut = Arrays.copyOf(pcap, length);
      if (length == 24 || length == first) {
        readInto(seen, cut, null);
      } else {
        String message =
            assertThrows(CaptureException.class, () -> readInto(seen, cut, null)).getMessage();
        if (length > 24) {
          assertEquals(
              "test: is cut off: it ends at byte %d, within the packet that begins at byte %d"
                  .formatted(length, length < first ? 24 : first),
              message);
        }
      }
      assertEquals(length < first ? 0 : 1, seen.size(), "cut at " + length);
    }
    byte[] pcapng = mixed(order).bytes();
    List<Seen> all = read(pcapng);
    for (int length = 0; length < pcapng.length; length++) {
      List<Seen> seen = new ArrayList<>();
      byte[] cut = Arrays.copyOf(pcapng, length);
      try {
        readInto(seen, cut, null);
      } catch (CaptureException e) {
        assertTrue(
            e.getMessage().startsWith("test: is ") || e.getMessage().startsWith("test: ends "),
            e.getMessage());
      }
      assertEquals(all.subList(0, seen.size()), seen);
    }
  }

  @Test
  void randomBytesNeverDoMoreThanFail() {
    Random random = new Random(3);
    List<byte[]> valid =
        List.of(
            new CaptureWriter(ByteOrder.LITTLE_ENDIAN)
                .pcap(false, 1)
                .packet(1, 2, 3, ONE)
                .packet(1, 2, 3, TWO)
                .bytes(),
            mixed(ByteOrder.LITTLE_ENDIAN).bytes(),
            mixed(ByteOrder.BIG_ENDIAN).bytes());
    int failed = 0;
    int count = 3_000;
    for (int i = 0; i < count; i++) {
      byte[] bytes = valid.get(i % valid.size()).clone();
      for (int changes = 1 + random.nextInt(5); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        read(bytes);
      } catch (CaptureException e) {
        failed++;
      } catch (IOException e) {
        throw new AssertionError("not what is told to users", e);
      }
    }
    assertTrue(failed > count / 10 && failed < count, "failed " + failed);
  }

  @Test
  void hostileLengthsAreRefused() {
    byte[] packet =
        new CaptureWriter(ByteOrder.BIG_ENDIAN)
            .pcap(false, 1)
            .raw(hex("00000001 00000000 7fffffff 00000040"))
            .bytes();
    assertEquals(
        "test: the packet at byte 24 is said to have 2147483647 bytes: the file is damaged there",
        failure(packet));
    for (String length : List.of("ffffffff", "7ffffffc", "01000004", "00000008", "0000000e")) {
      byte[] block =
          new CaptureWriter(ByteOrder.BIG_ENDIAN)
              .section()
              .raw(hex("00000006" + length + "00000000"))
              .bytes();
      assertEquals(
          "test: there is a block of "
              + Integer.toUnsignedString(Integer.parseUnsignedInt(length, 16))
              + " bytes at byte 28",
          failure(block));
    }
  }

  @Test
  void largeBlocksAreRead() throws IOException {
    byte[] file =
        new CaptureWriter(ByteOrder.LITTLE_ENDIAN)
            .section()
            .block(0x0bad, new byte[5 << 20])
            .described(1, 0)
            .enhanced(0, 1, 2_000_000, new byte[2_000_000])
            .enhanced(0, 2, 3, ONE)
            .bytes();
    List<Seen> seen = read(file);
    assertEquals(2, seen.size());
    assertEquals(Seen.of(ONE, 3, LinkType.ETHERNET, 2_000), seen.get(1));
  }

  static Stream<Arguments> damages() {
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    return Stream.of(
        Arguments.of(
            new CaptureWriter(order).section().enhanced(0, 1, 2, ONE),
            "a packet of interface 0, which was not described before at byte 28"),
        Arguments.of(
            new CaptureWriter(order).section().described(1, 0).section().simple(2, ONE),
            "a packet of interface 0, which was not described before at byte 76"),
        Arguments.of(
            new CaptureWriter(order)
                .section()
                .raw(hex("00000001 00000014 00010000 00000000 00000018")),
            "a block whose length is 20 at its beginning and 24 at its end at byte 28"),
        Arguments.of(
            new CaptureWriter(order).section().described(1, 0x80 | 64, 0),
            "an interface with times finer than can be told at byte 28"),
        Arguments.of(
            new CaptureWriter(order).section().block(1, hex("0001000000000000 00020010")),
            "an interface with an option that is longer than its block at byte 28"),
        Arguments.of(
            new CaptureWriter(order)
                .section()
                .described(1, 0)
                .block(6, hex("00000000 00000000 00000000 00000005 00000005 00000000")),
            "a packet that is longer than its block at byte 48"),
        Arguments.of(
            new CaptureWriter(order)
                .block(CaptureWriter.SECTION, hex("1a2b3c4d 0002 0000 ffffffffffffffff")),
            "a section of version 2, of which only 1 is known at byte 0"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("damages")
  void damagedBlocksAreTold(CaptureWriter file, String message) {
    assertEquals("test: there is " + message, failure(file.bytes()));
  }

  @Test
  void whatIsNoCaptureFileIsRefusedWhenItIsOpened() throws IOException {
    assertEquals("test: is empty", failure(new byte[0]));
    assertEquals(
        "test: is no capture file: neither pcap nor pcapng",
        failure("hosts: files dns".getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "test: is compressed by gzip: decompress it first", failure(hex("1f8b0800000000000003")));
    assertEquals("test: is compressed by zstd: decompress it first", failure(hex("28b52ffd0000")));
    assertEquals("test: is compressed by bzip2: decompress it first", failure(hex("425a6839")));
    assertEquals("test: is compressed by xz: decompress it first", failure(hex("fd377a585a00")));
    byte[] old = new CaptureWriter(ByteOrder.BIG_ENDIAN).pcap(false, 1).bytes();
    old[7] = 3;
    assertEquals("test: is a pcap file of version 2.3; only 2.4 can be read", failure(old));
    assertEquals(
        "test: ends at byte 23, within the header of a pcap file", failure(Arrays.copyOf(old, 23)));
    Path missing = directory.resolve("missing.pcap");
    assertEquals(
        missing + ": there is no such file",
        assertThrows(CaptureException.class, () -> CaptureFile.open(missing, null)).getMessage());
    assertEquals(
        directory + ": is a directory",
        assertThrows(CaptureException.class, () -> CaptureFile.open(directory, null)).getMessage());
  }

  @Test
  void aFilterLeavesOutTheRest() throws IOException {
    assumeTrue(LibPcap.missing() == null, "libpcap is not installed");
    byte[] file = mixed(ByteOrder.BIG_ENDIAN).described(147, 0).enhanced(3, 1, 10, ONE).bytes();
    List<Seen> seen = new ArrayList<>();
    readInto(seen, file, "ip and tcp[13] == 2");
    // Of the first interface; the others' packets are not what their link types say, and what
    // cannot be filtered is left in.
    assertEquals(
        List.of(LinkType.ETHERNET, LinkType.UNKNOWN), seen.stream().map(Seen::link).toList());
    String message =
        assertThrows(CaptureException.class, () -> readInto(seen, file, "porrt 80")).getMessage();
    assertTrue(message.startsWith("filter: libpcap rejects \"porrt 80\": "), message);
  }

  /** More than a buffer, by both formats; tcpdump counts the same. */
  @ParameterizedTest
  @MethodSource("orders")
  void tcpdumpCountsTheSame(ByteOrder order) throws Exception {
    Random random = new Random(4);
    CaptureWriter pcap = new CaptureWriter(order).pcap(true, 1);
    CaptureWriter pcapng = new CaptureWriter(order).section().described(1, 0);
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      byte[] packet = ethernet(0x0800, ipv4(Packet.UDP, udp(random.nextInt(100))));
      pcap.packet(i, i, packet.length, packet);
      pcapng.enhanced(0, i, packet.length, packet);
    }
    for (CaptureWriter writer : List.of(pcap, pcapng)) {
      Path file = Files.write(directory.resolve("capture"), writer.bytes());
      long[] counted = new long[2];
      Packet packet = new Packet();
      try (CaptureFile capture = CaptureFile.open(file, null)) {
        boolean more = true;
        while (more) {
          more =
              capture.poll(
                  (memory, start, captured, length, link, nanos) -> {
                    counted[0]++;
                    if (Decoder.decode(memory, start, captured, length, link, packet)
                        == Verdict.IP) {
                      counted[1]++;
                    }
                  });
        }
      }
      assertEquals(count, counted[0]);
      assertEquals(count, counted[1]);
      if (Files.isExecutable(Path.of("/usr/bin/tcpdump"))) {
        assertEquals(count + " packets", tcpdump(file));
      }
    }
  }

  private static String tcpdump(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/usr/bin/tcpdump", "--count", "-r", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return output.strip();
  }

  @ParameterizedTest
  @CsvSource({
    "6, false, 0, 1700000000000001, 1700000000000001000",
    "0, false, 0, 1700000000, 1700000000000000000",
    "9, false, -5, 7000000001, 2000000001",
    "12, false, 0, 7000000001999, 7000000001",
    "19, false, 0, -1, 1844674407",
    "63, true, 0, 4611686018427387904, 500000000",
    "0, true, 0, 5, 5000000000",
    "32, true, 10, 6442450944, 11500000000",
    "0, false, 0, -1, 4611686018427387904",
    "6, false, 9223372036854775807, 5, 4611686018427387904",
    "6, false, -9223372036854775808, 5, 0",
    "9, false, 4611686018, 5, 4611686018427387904",
  })
  void timesOfAnyScale(int power, boolean binary, long offset, long time, long nanos) {
    TimeScale scale = new TimeScale(power, binary, offset);
    assertTrue(scale.isKnown());
    assertEquals(nanos, scale.nanos(time));
  }
}
