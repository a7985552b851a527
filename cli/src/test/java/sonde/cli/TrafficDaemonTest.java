package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sonde traffic} as a process: its end by time and by signal, its report, exit codes. */
final class TrafficDaemonTest {
  private static final String SECRET = "a-secret-nobody-sees";
  private static final int INTERRUPTED = 130;
  private static final int USAGE = 2;

  @TempDir private Path directory = Path.of("");

  private Daemon start(String config) throws IOException {
    Path file = Files.writeString(directory.resolve("traffic.yaml"), config);
    return new Daemon(directory, Map.of("PASSWORD", SECRET), "traffic", "--config", file + "");
  }

  @Test
  void endsByItselfAndReports() throws IOException, InterruptedException {
    // Connections wait in the queue of the listener, which is all that is needed here.
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Daemon daemon =
            start(
                """
                duration: 100ms
                log: {level: error}
                services: {one: {type: tcp, address: '127.0.0.1:%d', rate: 10, send: 5}}
                """
                    .formatted(listener.getLocalPort()))) {
      assertEquals(0, daemon.exit(), daemon.log());
      assertTrue(Json.isObject(daemon.log()), daemon.log());
      assertTrue(
          daemon
              .log()
              .contains(
                  "{\"host\": \"127.0.0.1\", \"port\": %d, \"connections\": 1}"
                      .formatted(listener.getLocalPort())),
          daemon.log());
    }
  }

  @Test
  void reportsWhenItIsInterrupted() throws IOException, InterruptedException {
    int closed;
    try (ServerSocket taken = new ServerSocket(0)) {
      closed = taken.getLocalPort();
    }
    try (Daemon daemon =
        start(
            """
            services:
              gone: {type: redis, address: '127.0.0.1:%d', rate: 50, password: '${PASSWORD}'}
            """
                .formatted(closed))) {
      daemon.awaitLog(text -> text.contains("1s: "));
      daemon.signal("INT");
      assertEquals(INTERRUPTED, daemon.exit(), daemon.log());
      assertTrue(daemon.log().contains("gone: refused: Connection refused"), daemon.log());
      assertTrue(daemon.log().contains("\"hosts\": ["), daemon.log());
      assertFalse(daemon.log().contains(SECRET), daemon.log());
    }
  }

  @Test
  void nothingThatSucceedsIsANo() throws IOException, InterruptedException {
    int closed;
    try (ServerSocket taken = new ServerSocket(0)) {
      closed = taken.getLocalPort();
    }
    try (Daemon daemon =
        start(
            "duration: 1ms\nservices: {gone: {type: tcp, address: '127.0.0.1:%d', rate: 1}}\n"
                .formatted(closed))) {
      assertEquals(1, daemon.exit(), daemon.log());
    }
  }

  @Test
  void refusesABadFileWithItsReport() throws IOException, InterruptedException {
    try (Daemon daemon = start("duration: soon\nservices: {web: {type: htp}}\n")) {
      assertEquals(USAGE, daemon.exit());
      assertTrue(daemon.log().contains(":1: duration: "), daemon.log());
      assertTrue(daemon.log().contains("did you mean `http`?"), daemon.log());
    }
  }
}
