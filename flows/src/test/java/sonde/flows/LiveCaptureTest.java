package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loopback interface, and one that comes and goes; where this process may capture. */
class LiveCaptureTest {
  private static final int BUFFER = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Packet packet = new Packet();
  private final List<Seen> seen = new ArrayList<>();

  /** A packet, from which port to which. */
  private record Seen(int protocol, int from, int to, int flags, int length, long nanos) {}

  @BeforeEach
  void needsRights() {
    String obstacle = LiveCapture.obstacle();
    assumeTrue(obstacle == null, obstacle);
  }

  private void note(LiveCapture capture) throws IOException {
    assertTrue(
        capture.poll(
            (memory, start, captured, length, link, nanos) -> {
              assertEquals(
                  Verdict.IP, Decoder.decode(memory, start, captured, length, link, packet));
              seen.add(
                  new Seen(
                      packet.protocol,
                      packet.sourcePort,
                      packet.targetPort,
                      packet.flags,
                      packet.length,
                      nanos));
            }));
  }

  private void noteUntil(LiveCapture capture, BooleanSupplier enough) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "only saw " + seen);
      note(capture);
    }
  }

  private static void send(DatagramSocket from, InetAddress to, int port, int size)
      throws IOException {
    from.send(new DatagramPacket(new byte[size], size, to, port));
  }

  @Test
  void seesEachDatagramOnLoopbackOnce() throws IOException {
    for (String name : List.of("lo", "any")) {
      seen.clear();
      try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
          DatagramSocket sender = new DatagramSocket(0, LOOPBACK);
          LiveCapture capture =
              LiveCapture.open(List.of(name), "udp port " + receiver.getLocalPort(), BUFFER)) {
        assertEquals(Map.of(name, true), capture.interfaces());
        long before = System.currentTimeMillis();
        for (int size = 0; size < 10; size++) {
          send(sender, LOOPBACK, receiver.getLocalPort(), size * 100);
        }
        noteUntil(capture, () -> seen.size() >= 10);
        // What was captured twice would be here by now or come with the next.
        send(sender, LOOPBACK, receiver.getLocalPort(), 1000);
        noteUntil(capture, () -> seen.size() >= 11);
        long after = System.currentTimeMillis();
        for (int i = 0; i <= 10; i++) {
          Seen one = seen.get(i);
          assertEquals(Packet.UDP, one.protocol());
          assertEquals(sender.getLocalPort(), one.from());
          assertEquals(receiver.getLocalPort(), one.to());
          assertEquals(28 + i * 100, one.length());
          long millis = TimeUnit.NANOSECONDS.toMillis(one.nanos());
          assertTrue(millis >= before - 1 && millis <= after, name + " at " + millis);
        }
        assertEquals(11, seen.size());
        assertEquals(PacketSource.Drops.NONE, capture.drops());
      }
    }
  }

  @Test
  void seesAConnectionFromItsOpeningToItsEnd() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        LiveCapture capture =
            LiveCapture.open(List.of("lo"), "tcp port " + server.getLocalPort(), BUFFER)) {
      try (Socket client = new Socket(LOOPBACK, server.getLocalPort());
          Socket accepted = server.accept()) {
        client.getOutputStream().write(new byte[5000]);
        client.shutdownOutput();
        assertEquals(5000, accepted.getInputStream().readAllBytes().length);
      }
      noteUntil(
          capture, () -> seen.stream().filter(one -> (one.flags() & Packet.FIN) != 0).count() == 2);
      assertEquals(Packet.SYN, seen.get(0).flags() & (Packet.SYN | Packet.ACK));
      assertEquals(server.getLocalPort(), seen.get(0).to());
      assertEquals(Packet.SYN | Packet.ACK, seen.get(1).flags() & (Packet.SYN | Packet.ACK));
      assertEquals(server.getLocalPort(), seen.get(1).from());
      assertEquals(2, seen.stream().filter(one -> (one.flags() & Packet.SYN) != 0).count());
      assertTrue(
          seen.stream()
                  .filter(one -> one.to() == server.getLocalPort())
                  .mapToInt(one -> one.length() - 60)
                  .sum()
              >= 5000 - 60);
    }
  }

  @Test
  void whatDoesNotFitTheBufferIsCounted() throws IOException {
    int count = 20_000;
    try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
        DatagramSocket sender = new DatagramSocket(0, LOOPBACK);
        LiveCapture capture =
            LiveCapture.open(List.of("lo"), "udp port " + receiver.getLocalPort(), 64 << 10)) {
      for (int i = 0; i < count; i++) {
        send(sender, LOOPBACK, receiver.getLocalPort(), 500);
      }
      noteUntil(capture, () -> capture.drops().kernel() > 0);
      assertTrue(!seen.isEmpty() && seen.size() < count, () -> "saw " + seen.size());
      // The kernel loses packets of loopback on their way out and in.
      assertTrue(seen.size() + capture.drops().kernel() >= count, capture.drops()::toString);
    }
  }

  @Test
  void waitsNoLongerThanATenthOfASecondAndEndsWhenClosed() throws IOException {
    LiveCapture capture = LiveCapture.open(List.of("lo"), "udp port 9", BUFFER);
    note(capture);
    assertEquals(List.of(), seen);
    capture.close();
    assertFalse(
        capture.poll((memory, start, captured, length, link, nanos) -> seen.add(seen.getFirst())));
    assertEquals(Map.of("lo", false), capture.interfaces());
    capture.close();
  }

  @Test
  void whatIsWrongAtTheStartIsTold() {
    assertTrue(
        refusal(List.of("lo", "nosuch0"), null)
            .startsWith("interfaces: there is no interface nosuch0; there are "));
    assertTrue(refusal(List.of("nosuch0"), null).contains("lo"));
    assertTrue(
        refusal(List.of("lo"), "porrt 80").startsWith("filter: libpcap rejects \"porrt 80\": "));
    assertTrue(
        refusal(List.of("any"), "tcp) or (udp")
            .startsWith("filter: libpcap rejects \"tcp) or (udp\": "));
    assertTrue(refusal(List.of("any", "lo"), null).startsWith("interfaces: any holds all others"));
  }

  private static String refusal(List<String> names, @Nullable String filter) {
    return assertThrows(
            CaptureException.class, () -> LiveCapture.open(names, filter, BUFFER).close())
        .getMessage();
  }

  /** With one that stays beside it: that one goes on. */
  @Test
  void anInterfaceGoesAwayAndComesBack() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "ip is not installed");
    String name = "sv" + ProcessHandle.current().pid() % 100_000;
    assumeTrue(make(name), "no virtual interfaces can be made here");
    InetAddress peer = InetAddress.getByName(peer());
    try (DatagramSocket sender = new DatagramSocket(new InetSocketAddress(0));
        LiveCapture capture =
            LiveCapture.open(List.of(name, "lo"), "udp port 9199 and ip", BUFFER)) {
      send(sender, peer, 9199, 1);
      noteUntil(capture, () -> seen.size() == 1);

      assertTrue(ip("link", "del", name));
      noteUntil(capture, () -> capture.interfaces().equals(Map.of(name, false, "lo", true)));
      send(sender, LOOPBACK, 9199, 2);
      noteUntil(capture, () -> seen.size() == 2);

      assertTrue(make(name));
      noteUntil(capture, () -> capture.interfaces().equals(Map.of(name, true, "lo", true)));
      send(sender, peer, 9199, 3);
      noteUntil(capture, () -> seen.size() == 3);

      // Removed and made again at once: the name is there all the time, the interface is not.
      assertTrue(ip("link", "del", name));
      assertTrue(make(name));
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (seen.size() < 4) {
        assertTrue(System.nanoTime() < end, "the new interface is not captured");
        send(sender, peer, 9199, 4);
        note(capture);
      }
      assertEquals(29, seen.get(0).length());
      assertEquals(30, seen.get(1).length());
      assertEquals(31, seen.get(2).length());
      assertEquals(32, seen.get(3).length());
      assertNull(LiveCapture.obstacle());
    } finally {
      ip("link", "del", name);
    }
  }

  /** Of a network that is set aside for such purposes (RFC 2544), a part for this process. */
  private static String network() {
    long pid = ProcessHandle.current().pid();
    return "198.18." + pid % 254 + ".";
  }

  private static String peer() {
    return network() + "2";
  }

  /** A pair of interfaces with somebody behind it who never answers. */
  private static boolean make(String name) throws IOException, InterruptedException {
    return ip("link", "add", name, "type", "veth", "peer", "name", name + "p")
        && ip("addr", "add", network() + "1/24", "dev", name)
        && ip("link", "set", name + "p", "up")
        && ip("link", "set", name, "up")
        && ip("neigh", "add", peer(), "lladdr", "02:00:00:00:00:02", "dev", name);
  }

  private static boolean ip(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/sbin/ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 && output.isEmpty();
  }
}
