package sonde.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.ExpositionParser;
import sonde.collect.Format;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;
import sonde.flows.Flows;
import sonde.servers.PrivateDirectory;
import sonde.testkit.Await;

class DemoTest {
  private static final Pattern METRICS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/metrics");
  private static final Pattern ACCOUNTANT =
      Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/metrics) +what it sees itself");
  private static final Pattern BY_HOST =
      Pattern.compile("mysql_connections_by_host\\{target=\"billing\",host=\"([^\"]+)\"} (\\d+)");

  private static final Set<String> TARGETS =
      Set.of(
          "cache",
          "cache-replica-1",
          "cache-replica-2",
          "sentinel-1",
          "sentinel-2",
          "sentinel-3",
          "orders",
          "billing");

  /** SIGINT's bit in the mask of ignored signals. */
  private static final long INTERRUPT = 2;

  @TempDir private Path directory = Path.of("");

  @Test
  void onceScrapesAllTargetsAndLeavesNothing()
      throws IOException, InterruptedException, MalformedExpositionException {
    // Where MariaDB is missing it takes MySQL; where it may not capture it reads a capture.
    Map<String, String> environment = Map.of("SONDE_MARIADB_BIN", directory.toString());
    try (DemoProcess demo = DemoProcess.once(directory, environment, withoutRights())) {
      assertEquals(0, demo.exitCode(), demo::err);
      assertTrue(demo.children().size() >= TARGETS.size());
      demo.assertNothingIsLeft();
      Map<String, ParsedFamily> families =
          ExpositionParser.parse(Format.TEXT, demo.out()).stream()
              .collect(Collectors.toMap(ParsedFamily::name, family -> family));
      assertEquals(
          TARGETS.stream()
              .filter(target -> !target.equals("orders") && !target.equals("billing"))
              .collect(Collectors.toMap(target -> target, target -> 1.0)),
          byTarget(families, "redis_up"));
      assertEquals(
          TARGETS.stream().collect(Collectors.toMap(target -> target, target -> 1.0)),
          byTarget(families, "sonde_target_up"));
      assertEquals(Map.of("orders", 1.0), byTarget(families, "pg_up"));
      assertEquals(Map.of("billing", 1.0), byTarget(families, "mysql_up"));
      ParsedFamily invoices = families.get("billing_invoices");
      assertTrue(invoices != null && invoices.samples().size() == 2, demo::out);
      Map<String, Double> keys = byTarget(families, "redis_keys");
      assertTrue(keys.getOrDefault("cache", 0.0) > 400, keys::toString);
      assertEquals(keys.get("cache"), keys.get("cache-replica-1"));
      assertEquals(2.0, byTarget(families, "redis_connected_slaves").get("cache"));
      for (String target : TARGETS) {
        assertTrue(demo.err().contains("\n" + target + " "), demo::err);
      }
      assertFalse(demo.err().contains("failed"), demo::err);
      assertTrue(demo.err().contains(" mysql 8."), demo::err);
      assertTrue(demo.err().matches("(?s).*\nThe accountant has read [^\n]+\n"), demo::err);
      assertEquals(new ShippedCapture().connections(), byHost(demo.out()));
    }
  }

  @Test
  void aFailoverIsToldAndLosesNothing() throws IOException, InterruptedException {
    try (DemoProcess demo = DemoProcess.failover(directory)) {
      assertEquals(0, demo.exitCode(), () -> demo.out() + demo.err());
      for (String part : List.of("is killed", "the primary", "nothing was lost")) {
        assertTrue(demo.out().contains(part), demo::out);
      }
      demo.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsAllThatWasStarted(String signal) throws IOException, InterruptedException {
    assumeFalse(
        signal.equals("INT") && interruptIsIgnored(),
        "a process started with SIGINT ignored, as a shell does in the background, ignores it");
    try (DemoProcess demo = DemoProcess.running(directory)) {
      Matcher url = METRICS.matcher(demo.out());
      assertTrue(url.find(), () -> demo.out() + demo.err());
      assertTrue(get(url.group()).contains("redis_up{target=\"cache\"} 1\n"));
      assertTrue(demo.children().size() >= TARGETS.size());
      assertSecretsArePrivate(demo);
      assertAccounted(demo, get(url.group()));
      demo.signal(signal);
      assertEquals(signal.equals("TERM") ? 143 : 130, demo.exitCode());
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void withoutServersItSaysSoAndLeavesNothing() throws IOException, InterruptedException {
    try (DemoProcess demo =
        DemoProcess.once(directory, Map.of("SONDE_REDIS_SERVER", "/bin/false"))) {
      assertEquals(1, demo.exitCode());
      assertEquals("", demo.out());
      assertTrue(demo.err().contains("/bin/false is no Redis server"), demo::err);
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void aTakenPortIsNamedAndTheServersEnd() throws IOException {
    // What this JVM starts once and keeps for all of its servers is not the demo's.
    PrivateDirectory.create("before-").close();
    Await.until("the guard and what it waits with", () -> children().size() >= 2);
    final Set<Long> before = children();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      assertEquals(2, run(new Demo.Options(false, false, taken.getLocalPort()), out, err));
      String message = err.toString(StandardCharsets.UTF_8);
      assertTrue(message.contains("127.0.0.1:" + taken.getLocalPort()), message);
      assertTrue(message.contains("--port"), message);
      assertEquals(0, out.size());
    }
    assertEquals(before, children());
  }

  @Test
  void aPortThatIsNoneIsRefused() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertEquals(2, run(new Demo.Options(true, false, 70_000), new ByteArrayOutputStream(), err));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("70000"));
  }

  private static int run(
      Demo.Options options, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return Demo.run(
        options,
        log -> {},
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  /** What runs a program without the right to capture: nothing where there is none anyway. */
  private static List<String> withoutRights() {
    if (Flows.obstacle().isPresent()) {
      return List.of();
    }
    Path setpriv = Path.of("/usr/bin/setpriv");
    assumeTrue(Files.isExecutable(setpriv), "nothing takes the right to capture away");
    return List.of(
        setpriv.toString(),
        "--bounding-set=-net_raw",
        "--inh-caps=-net_raw",
        "--ambient-caps=-net_raw");
  }

  private static void assertAccounted(DemoProcess demo, String exposition) throws IOException {
    if (Flows.obstacle().isPresent()) {
      assertEquals(new ShippedCapture().connections(), byHost(exposition));
      return;
    }
    Set<String> hosts = new TreeSet<>();
    for (int last = 1; last <= Visitors.HOSTS + 1; last++) {
      hosts.add("127.0.0." + last);
    }
    assertEquals(hosts, byHost(exposition).keySet());
    Matcher accountant = ACCOUNTANT.matcher(demo.out());
    assertTrue(accountant.find(), demo::out);
    String own = get(accountant.group(1));
    assertTrue(own.contains("flows_capture_up{interface=\"lo\"} 1.0\n"), own);
  }

  private static Map<String, Integer> byHost(String exposition) {
    return BY_HOST
        .matcher(exposition)
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1),
                found -> Integer.valueOf(found.group(2)),
                Integer::sum,
                TreeMap::new));
  }

  private static void assertSecretsArePrivate(DemoProcess demo) throws IOException {
    int passwords = 0;
    int users = 0;
    for (Path file : demo.files()) {
      // Nobody else comes into the directory; what waits in the spool is no secret besides.
      if (Files.isRegularFile(file)
          && file.toString().contains("/demo-")
          && !file.toString().contains("/spool/")) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file::toString);
      }
      if (file.endsWith("sonde.yaml")) {
        users = Files.readString(file).split("username: sonde\n", -1).length - 1;
      }
      if (file.toString().endsWith(".password")) {
        passwords++;
        assertFalse(demo.out().contains(Files.readString(file).strip()), file::toString);
        assertFalse(demo.err().contains(Files.readString(file).strip()), file::toString);
      }
    }
    // Beside the servers' and the exporter's, the hello service's and the accountant's.
    assertEquals(TARGETS.size() * 2 + 2, passwords);
    assertEquals(TARGETS.size(), users);
  }

  private static Map<String, Double> byTarget(Map<String, ParsedFamily> families, String name) {
    ParsedFamily family = families.get(name);
    List<ParsedFamily.Series> samples = family == null ? List.of() : family.samples();
    return samples.stream()
        .collect(
            Collectors.toMap(
                series -> series.labels().getOrDefault("target", ""), ParsedFamily.Series::value));
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean interruptIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(mask -> (mask & INTERRUPT) != 0);
  }

  private static String get(String url) throws IOException {
    try (InputStream body = URI.create(url).toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
