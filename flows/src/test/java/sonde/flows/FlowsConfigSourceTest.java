package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.ConfigException;
import sonde.config.Environment;

class FlowsConfigSourceTest {
  @TempDir private Path directory = Path.of("");

  private Path file(String yaml) throws Exception {
    return Files.writeString(directory.resolve("flows.yaml"), yaml);
  }

  private FlowsConfig read(String yaml) throws Exception {
    return new FlowsConfigSource(Environment.of(Map.of())).forCapture(file(yaml));
  }

  /** What is said, without the file's name. */
  private String refusal(String yaml) {
    String message = assertThrows(ConfigException.class, () -> read(yaml)).getMessage();
    return message.replace(directory.resolve("flows.yaml") + ":", "");
  }

  @Test
  void interfacesAndPortsAreEnough() throws Exception {
    FlowsConfig config = read("interfaces: [any]\nports: [80, 443]\n");
    assertEquals(Set.of(FlowsConfig.Protocol.TCP), config.accounted());
    assertEquals(Duration.ofDays(30), config.retention());
    assertEquals(1 << 30, config.spool().maxSize().bytes());
    assertTrue(config.portSet().contains(443));
    assertFalse(config.portSet().contains(444));
  }

  @Test
  void everyProblemIsInOneReport() {
    String report =
        refusal(
            """
            interfaces: []
            ports: [0, 80]
            protocols: [icmp]
            buffer_size: 1KiB
            max_flows: 0
            active_timeout: 1ms
            spool: {max_size: 1kB}
            sink: {jdbc: "jdbc:oracle:thin"}
            retention: 1s
            heartbeat: 0
            top_hosts: -1
            hosts: 3
            """);
    for (String key : List.of("protocols", "spool.max_size", "sink.jdbc", "hosts")) {
      assertTrue(report.contains(key), report);
    }
  }

  @Test
  void everyLimitIsTold() {
    String report =
        refusal(
            """
            interfaces: [eth0]
            ports: [0, 80]
            buffer_size: 1KiB
            max_flows: 0
            active_timeout: 1ms
            retention: 1s
            heartbeat: 0
            top_hosts: -1
            """);
    assertEquals(
        """
        2: ports: are numbers from 1 to 65535
        3: buffer_size: is 64KiB to 1GiB
        4: max_flows: is 1 to 50000000
        5: active_timeout: is 1s to 1d
        6: retention: is 1m or more
        7: heartbeat: is 1 or more
        8: top_hosts: is 0 to 100000""",
        report);
  }

  @Test
  void capturingNeedsInterfacesAndPortsReadingDoesNot() throws Exception {
    String report = refusal("max_flows: 5\n");
    assertTrue(report.contains("interfaces: is missing"), report);
    assertTrue(report.contains("ports: is missing"), report);
    FlowsConfig config =
        new FlowsConfigSource(Environment.of(Map.of())).forReading(file("max_flows: 5\n"));
    assertTrue(config.portSet().contains(1));
  }

  @Test
  void credentialsDoNotBelongIntoTheUrlAndAreNotRepeated() {
    for (String url :
        List.of(
            "jdbc:mysql://root:hunter2@db/traffic",
            "jdbc:postgresql://db/traffic?password=hunter2",
            "jdbc:mariadb://db/traffic?user=root&password=hunter2")) {
      String report = refusal("interfaces: [lo]\nports: [1]\nsink: {jdbc: \"" + url + "\"}\n");
      assertTrue(report.contains("password_file"), report);
      assertFalse(report.contains("hunter2"), report);
    }
  }

  @Test
  void knowsItsFilesFromOthers() throws Exception {
    assertTrue(FlowsConfigSource.isFor(file("interfaces: [lo]\nprots: [80]\n")));
    assertFalse(FlowsConfigSource.isFor(file("targets: {}\n")));
    assertFalse(FlowsConfigSource.isFor(file("redis: {}\n")));
  }
}
