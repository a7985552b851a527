package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.flows.Flows;

/** {@code sonde flows}: of files, and as a process that captures. */
final class FlowsCommandTest {
  private static final int TERMINATED = 143;

  @TempDir private Path directory = Path.of("");

  /** The capture that comes with the demo. */
  private byte[] capture() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Flows.class.getResourceAsStream("/sonde/demo/connections.pcap"))) {
      return in.readAllBytes();
    }
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content).toString();
  }

  @Test
  void readsAFile() throws IOException {
    String file = file("a.pcap", capture());
    Ran text = Ran.of("flows", "--read", file);
    assertEquals(Exit.OK, text.exit(), text.err());
    assertTrue(text.out().matches("(?s).*\nconnections opened +100\n.*"), text.out());
    Ran json = Ran.of("flows", "--read", file, "--format", "json");
    assertEquals(Exit.OK, json.exit(), json.err());
    assertTrue(Json.isObject(json.out().strip()), json.out());
  }

  @Test
  void portsAreThoseOfTheConfiguration() throws IOException {
    Path config = Files.writeString(directory.resolve("flows.yaml"), "ports: [5432]\n");
    Ran ran = Ran.of("flows", "--read", file("a.pcap", capture()), "--config", config.toString());
    assertEquals(Exit.OK, ran.exit(), ran.err());
    assertTrue(ran.out().contains(" 5432 "), ran.out());
    assertFalse(ran.out().contains(" 3306 "), ran.out());
  }

  @Test
  void tellsOfAFileThatIsCutOffWhatCameBefore() throws IOException {
    byte[] whole = capture();
    Ran ran = Ran.of("flows", "--read", file("a.pcap", Arrays.copyOf(whole, whole.length - 3)));
    assertEquals(Exit.NO, ran.exit());
    assertTrue(ran.out().contains("connections opened"), ran.out());
    assertTrue(ran.err().contains("a.pcap: is cut off"), ran.err());
  }

  @Test
  void refusesWhatIsNoCapture() throws IOException {
    Ran ran = Ran.of("flows", "--read", file("a.pcap", new byte[100]));
    assertEquals(Exit.USAGE, ran.exit());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("is no capture file"), ran.err());
    assertEquals(Exit.USAGE, Ran.of("flows").exit());
    assertEquals(Exit.USAGE, Ran.of("flows", "--read", "x", "--format", "xml").exit());
  }

  @Test
  void capturesUntilItIsToldToEnd() throws IOException, InterruptedException {
    Optional<String> obstacle = Flows.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "cannot capture here: " + obstacle);
    Path config =
        Files.writeString(
            directory.resolve("flows.yaml"),
            """
            interfaces: [lo]
            ports: [1]
            spool: {directory: '%1$s/spool'}
            sink: {jdbc: 'jdbc:sqlite:%1$s/flows.db'}
            web: {listen: '127.0.0.1:0'}
            log: {file: '%1$s/flows.log'}
            """
                .formatted(directory));
    try (Daemon daemon = new Daemon(directory, Map.of(), "flows", "--config", config.toString())) {
      daemon.awaitLog(text -> text.contains("connected to jdbc:sqlite:"));
      assertTrue(daemon.get("/metrics").contains("flows_capture_up{interface=\"lo\"} 1.0"));
      assertTrue(daemon.get("/-/ready").contains("Flows is ready"));
      // A second one must not write into the same spool.
      try (Daemon second =
          new Daemon(directory, Map.of(), "flows", "--config", config.toString())) {
        assertEquals(Exit.USAGE, second.exit());
        assertTrue(second.log().contains("sonde flows: "), second.log());
        assertTrue(second.log().contains("spool"), second.log());
      }
      daemon.signal("TERM");
      assertEquals(TERMINATED, daemon.exit(), daemon.log());
    }
    assertTrue(Files.readString(directory.resolve("flows.log")).contains("accounting ports [1]"));
  }

  @Test
  void refusesABadConfigurationWithItsReport() throws IOException {
    Path config =
        Files.writeString(directory.resolve("flows.yaml"), "interfaces: [lo]\nport: [80]\n");
    Ran ran = Ran.of("flows", "--config", config.toString());
    assertEquals(Exit.USAGE, ran.exit());
    assertEquals(Exit.USAGE, Ran.of("check", config.toString()).exit());
  }
}
