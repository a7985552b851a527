import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a capture file of TCP connections from many hosts to a few services, always the same.
 * Usage: java bench/Capture.java FILE [PACKETS [HOSTS]]
 */
final class Capture {
  private static final int[] PORTS = {80, 443, 3306, 5432, 6379};
  private static final int AT_A_TIME = 20_000;
  private static final int LONGEST = 24;
  private static final int SNAPLEN = 96;
  private static final int HEADERS = 54;
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int ACK = 16;

  private final SplittableRandom random = new SplittableRandom(2026);
  private final int hosts;
  private final int[] client = new int[AT_A_TIME];
  private final int[] port = new int[AT_A_TIME];
  private final int[] sent = new int[AT_A_TIME];
  private final int[] length = new int[AT_A_TIME];
  private final ByteBuffer packet =
      ByteBuffer.allocate(16 + SNAPLEN).order(ByteOrder.LITTLE_ENDIAN);
  private long connections;

  private Capture(int hosts) {
    this.hosts = hosts;
  }

  public static void main(String... arguments) throws Exception {
    long packets = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5_000_000;
    int hosts = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
    Capture capture = new Capture(hosts);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])), 1 << 20)) {
      capture.write(out, packets);
    }
    System.out.println(packets + " packets, " + capture.connections + " connections");
  }

  private void write(OutputStream out, long packets) throws Exception {
    out.write(
        ByteBuffer.allocate(24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0xa1b2c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(SNAPLEN)
            .putInt(1)
            .array());
    for (long i = 0; i < packets; i++) {
      int one = random.nextInt(AT_A_TIME);
      if (sent[one] == length[one]) {
        open(one);
      }
      // 100,000 packets a second of its own time.
      put(one, 1_800_000_000_000_000L + i * 10);
      out.write(packet.array(), 0, packet.position());
    }
  }

  /** Clients are drawn so that a tenth of them make most connections. */
  private void open(int one) {
    int tenth = Math.max(1, hosts / 10);
    client[one] = random.nextInt(10) < 7 ? random.nextInt(tenth) : random.nextInt(hosts);
    port[one] = 1024 + random.nextInt(64_000);
    sent[one] = 0;
    length[one] = 8 + random.nextInt(LONGEST - 8);
    connections++;
  }

  /** The connection's next packet: three to open, two to close with the last acknowledgement. */
  private void put(int one, long micros) {
    int number = sent[one]++;
    int left = length[one] - sent[one];
    boolean closes = left == 1 || left == 2;
    boolean fromClient = number == 1 ? false : left == 1 ? false : number % 2 == 0 || left < 3;
    int flags = number == 0 ? SYN : number == 1 ? SYN | ACK : closes ? FIN | ACK : ACK;
    int payload = number < 3 || left < 3 ? 0 : random.nextInt(1400);
    int captured = Math.min(SNAPLEN, HEADERS + payload);
    int service = client[one] % PORTS.length;
    packet.clear().order(ByteOrder.LITTLE_ENDIAN);
    packet.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000));
    packet.putInt(captured).putInt(HEADERS + payload);
    packet.order(ByteOrder.BIG_ENDIAN);
    int start = packet.position();
    packet.putLong(0x0200000000010200L).putInt(2).putShort((short) 0x0800);
    packet.putShort((short) 0x4500).putShort((short) (40 + payload)).putInt(0);
    packet.put((byte) 64).put((byte) 6).putShort((short) 0);
    int clientAddress = 0x0a000000 + client[one];
    int serverAddress = 0xc0a80001 + service;
    packet.putInt(fromClient ? clientAddress : serverAddress);
    packet.putInt(fromClient ? serverAddress : clientAddress);
    packet.putShort((short) (fromClient ? port[one] : PORTS[service]));
    packet.putShort((short) (fromClient ? PORTS[service] : port[one]));
    packet.putInt(number == 0 ? random.nextInt() : number).putInt(number);
    packet.put((byte) 0x50).put((byte) flags).putShort((short) 65_000).putInt(0);
    packet.position(start + captured);
  }
}
