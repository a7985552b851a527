package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.config.Environment;
import sonde.testkit.Await;

/** The accountant as a whole: on the loopback interface, where it may capture, and of files. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory.
class FlowsTest {
  @TempDir private Path directory;

  private FlowsConfig config(Sinks.Sink sink, String more) throws Exception {
    StringBuilder yaml = new StringBuilder();
    yaml.append("spool: {directory: '").append(directory.resolve("spool")).append("'}\n");
    yaml.append("web: {listen: '127.0.0.1:0'}\n").append(more);
    yaml.append("\nsink:\n  jdbc: '").append(sink.url()).append("'\n");
    if (sink.server() != null) {
      Path password = directory.resolve("password");
      Files.writeString(password, sink.server().password());
      yaml.append("  username: ").append(sink.server().superuser()).append('\n');
      yaml.append("  password_file: ").append(password).append('\n');
    }
    Path file = Files.writeString(directory.resolve("flows.yaml"), yaml);
    return more.contains("interfaces")
        ? new FlowsConfigSource(Environment.system()).forCapture(file)
        : new FlowsConfigSource(Environment.system()).forReading(file);
  }

  static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  private static void connect(int last, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(loopback(last), 0));
      socket.connect(new InetSocketAddress(loopback(1), port));
      socket.getOutputStream().write(new byte[100]);
    } catch (ConnectException e) {
      // Nobody listens: that counts, too.
    }
  }

  private static String metrics(Flows flows) throws Exception {
    return metrics(flows.address().toString());
  }

  static String metrics(String address) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + address + "/metrics");
      return client
          .send(
              HttpRequest.newBuilder(uri).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
          .body();
    }
  }

  static long value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in\n" + metrics));
  }

  private static long sum(String metrics, String family) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(family + "{"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void whatWasSentIsInTheDatabaseAndInTheMetrics() throws Exception {
    String obstacle = LiveCapture.obstacle();
    assumeTrue(obstacle == null, () -> "cannot capture here: " + obstacle);
    Sinks.Sink sink = Sinks.database(Sinks.Kind.MARIADB, directory);
    try (ServerSocket server = new ServerSocket();
        ServerSocket closed = new ServerSocket(0)) {
      server.bind(new InetSocketAddress(loopback(1), 0));
      int port = server.getLocalPort();
      int refusing = closed.getLocalPort();
      closed.close();
      Thread.ofVirtual().start(() -> acceptAll(server));
      FlowsConfig config =
          config(sink, "interfaces: [lo]\nports: [" + port + ", " + refusing + "]\ntop_hosts: 2");
      String metrics;
      try (Flows flows = Flows.start(config)) {
        // The capture is there before start() returns: nothing that is sent from now on is missed.
        Map<String, Integer> sent = new TreeMap<>();
        for (int i = 0; i < 60; i++) {
          int last = 2 + i % 3;
          connect(last, i % 10 == 9 ? refusing : port);
          sent.merge("127.0.0." + last, 1, Integer::sum);
        }
        Await.until(() -> value(metrics(flows), "flows_connections_open") == 0);
        Await.until(() -> value(metrics(flows), "flows_records_written_total") == 120);
        metrics = metrics(flows);
        StringBuilder expected = new StringBuilder();
        sent.forEach(
            (host, count) ->
                expected.append(expected.isEmpty() ? "" : "\n").append(host + "\t" + count));
        assertEquals(
            expected.toString(),
            sink.query(
                "SELECT host, SUM(connections) FROM connections_by_host GROUP BY host"
                    + " ORDER BY host"));
      }
      assertEquals(
          "closed\t54\nopened\t60\nrefused\t6",
          sink.query("SELECT event, COUNT(*) FROM connections GROUP BY event ORDER BY event"));
      assertAddsUp(metrics);
      assertEquals(6, value(metrics, "flows_connections_ended_total{how=\"refused\"}"));
      assertEquals(54, value(metrics, "flows_connections_total{port=\"" + port + "\"}"));
      assertEquals(54, value(metrics, "flows_connections_established_total"));
      // Two hosts have places, the third counts with the others.
      assertEquals(60, sum(metrics, "flows_host_connections_total"));
      assertEquals(
          20,
          metrics
              .lines()
              .filter(line -> line.startsWith("flows_host_connections_total{host=\"other\""))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum());
      assertPromtoolIsContent(metrics);
      Set<String> served =
          metrics
              .lines()
              .filter(line -> line.startsWith("# TYPE flows_"))
              .map(line -> line.split(" ")[2])
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(DocumentTest.metrics(), served);
    }
  }

  private static void acceptAll(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().readAllBytes();
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void assertAddsUp(String metrics) {
    assertEquals(
        value(metrics, "flows_capture_packets_total"),
        sum(metrics, "flows_capture_packets_by_result_total"));
    assertEquals(
        value(metrics, "flows_connections_opened_total"),
        sum(metrics, "flows_connections_ended_total") + value(metrics, "flows_connections_open"));
    assertEquals(
        value(metrics, "flows_records_total"),
        value(metrics, "flows_records_written_total")
            + value(metrics, "flows_records_spooled")
            + value(metrics, "flows_records_given_up_total"));
    assertEquals(
        value(metrics, "flows_capture_packets_by_result_total{result=\"accounted\"}"),
        sum(metrics, "flows_packets_total"));
    assertEquals(sum(metrics, "flows_host_bytes_total"), sum(metrics, "flows_bytes_total"));
  }

  private static void assertPromtoolIsContent(String metrics) throws Exception {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
    if (there) {
      Process promtool =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
      promtool.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
      promtool.getOutputStream().close();
      assertEquals(
          "", new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(0, promtool.waitFor());
    }
  }

  @ParameterizedTest
  @EnumSource(Sinks.Kind.class)
  void aFileGoesIntoTheDatabaseToo(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    Path file = Files.write(directory.resolve("a.pcap"), CaptureOf.connections(300, 7));
    Summary summary = new CaptureReading(config(sink, "")).read(file);
    StringBuilder text = new StringBuilder();
    summary.writeText(text);
    assertTrue(text.toString().matches("(?s).*records written +600\n.*"), text::toString);
    assertEquals(
        "600\t300\t2400",
        sink.query(
            "SELECT COUNT(*), SUM(connections), SUM(packets_from_host)+SUM(packets_to_host) FROM connections"));
    assertEquals(
        "7\t300\t2400",
        sink.query("SELECT COUNT(*), SUM(connections), SUM(packets) FROM connections_by_host"));
    // Read again it counts again: it is the same spool, but other records.
    new CaptureReading(config(sink, "")).read(file);
    assertEquals("600", sink.query("SELECT SUM(connections) FROM connections_by_host"));
  }

  @Test
  void aFileThatIsCutOffTellsWhatCameBefore() throws Exception {
    byte[] whole = CaptureOf.connections(10, 2);
    Path file = Files.write(directory.resolve("a.pcap"), Arrays.copyOf(whole, whole.length - 5));
    Summary summary = new CaptureReading(FlowsConfigSource.defaults()).read(file);
    assertTrue(summary.trouble().orElseThrow().contains(file.toString()), summary.trouble()::get);
    StringBuilder json = new StringBuilder();
    summary.writeJson(json);
    assertTrue(
        json.toString().startsWith("{\"ledger\": {\"packets_delivered\": 79,"), json::toString);
    assertFalse(json.toString().contains("records"));
  }

  @Test
  void theSummaryForProgramsIsExact() throws Exception {
    Path file = Files.write(directory.resolve("a.pcap"), CaptureOf.connections(3, 2));
    Summary summary = new CaptureReading(FlowsConfigSource.defaults()).read(file);
    StringBuilder json = new StringBuilder();
    summary.writeJson(json);
    assertEquals(
        """
        {"ledger": {"packets_delivered": 24, "packets_accounted": 24, "packets_other_ports": 0, \
        "packets_not_ip": 0, "packets_malformed": 0, "connections_opened": 3, \
        "connections_established": 3, "connections_closed": 3, "connections_refused": 0, \
        "connections_reset": 0, "connections_timed_out": 0, "connections_open": 0, \
        "connections_evicted": 0},
        "hosts": [
        {"host": "10.0.0.0", "port": 80, "connections": 2, "packets": 16, "bytes": 640},
        {"host": "10.0.0.1", "port": 80, "connections": 1, "packets": 8, "bytes": 320}
        ]}
        """,
        json.toString());
  }
}
