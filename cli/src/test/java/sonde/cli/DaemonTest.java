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
import sonde.servers.MariaDbServer;
import sonde.servers.RedisServer;

/** {@code sonde serve} as a process: signals, exit codes, and what it lets be seen. */
final class DaemonTest {
  private static final String SECRET = "a-secret-nobody-sees";

  /** As a container's runtime sees a process that SIGTERM ended: 128 and the signal's number. */
  private static final int TERMINATED = 143;

  @TempDir private Path directory = Path.of("");

  @Test
  void servesReloadsAndEnds() throws IOException, InterruptedException {
    String good =
        """
        web: {listen: '127.0.0.1:0'}
        log: {format: json}
        targets:
          NAME: {type: redis, address: 'unix:///nowhere/redis.sock'}
        """;
    Path config = Files.writeString(directory.resolve("sonde.yaml"), good.replace("NAME", "one"));
    try (Daemon daemon = new Daemon(directory, Map.of(), "serve", "--config=" + config)) {
      assertTrue(daemon.get("/metrics").contains("redis_up{target=\"one\"} 0\n"));

      Files.writeString(config, good.replace("NAME", "two"));
      daemon.signal("HUP");
      daemon.awaitLog(text -> text.contains("the configuration was reloaded"));
      String reloaded = daemon.get("/metrics");
      assertTrue(reloaded.contains("redis_up{target=\"two\"} 0\n"), reloaded);
      assertFalse(reloaded.contains("target=\"one\""), reloaded);

      Files.writeString(config, "targets: {}\n");
      daemon.signal("HUP");
      daemon.awaitLog(text -> text.contains("the configuration was not reloaded"));
      assertTrue(
          daemon.get("/metrics").contains("sonde_config_last_reload_successful 0\n"),
          "the old configuration stays");

      daemon.signal("TERM");
      assertEquals(TERMINATED, daemon.exit(), daemon.log());
      for (String line : daemon.log().lines().toList()) {
        assertTrue(Json.isObject(line), line);
      }
    }
  }

  @Test
  void showsNoSecret() throws IOException, InterruptedException {
    try (RedisServer server = RedisServer.builder().password(SECRET).start()) {
      Map<String, String> environment =
          Map.of("REDIS_ADDR", server.address(), "REDIS_PASSWORD", SECRET);
      try (Daemon daemon =
          new Daemon(
              directory, environment, "serve", "--listen", "127.0.0.1:0", "--log.level=debug")) {
        String metrics = daemon.get("/metrics");
        assertTrue(metrics.contains("redis_up 1\n"), metrics);
        String page = daemon.get("/");
        assertTrue(page.contains("redis"), page);
        assertFalse(metrics.contains(SECRET));
        assertFalse(page.contains(SECRET));
        assertFalse(daemon.commandLine().contains(SECRET));
        daemon.signal("TERM");
        assertEquals(TERMINATED, daemon.exit(), daemon.log());
        assertFalse(daemon.log().contains(SECRET));
      }
    }
  }

  /** As mysqld_exporter's users have it: nothing set, and the option file of their client. */
  @Test
  void scrapesWhatTheOptionFileInTheHomeDirectorySays() throws IOException, InterruptedException {
    try (MariaDbServer server = MariaDbServer.builder().start()) {
      Files.writeString(
          directory.resolve(".my.cnf"),
          "[client]\nuser=%s\npassword=%s\nport=%d\n"
              .formatted(server.superuser(), server.password(), server.port()));
      Map<String, String> environment = Map.of("HOME", directory.toString());
      try (Daemon daemon = new Daemon(directory, environment, "serve", "--listen=127.0.0.1:0")) {
        assertTrue(daemon.get("/metrics").contains("\nmysql_up 1\n"));
        daemon.signal("TERM");
        assertEquals(TERMINATED, daemon.exit(), daemon.log());
        assertFalse(daemon.log().contains(server.password()));
      }
    }
  }

  @Test
  void refusesABadConfigurationWithItsReport() throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            directory.resolve("sonde.yaml"), "limits: {scrape_timeuot: 1s}\ntargets: {}\n");
    try (Daemon daemon = new Daemon(directory, Map.of(), "serve", "--config", config.toString())) {
      assertEquals(2, daemon.exit());
      assertTrue(daemon.log().contains(config + ":1"), daemon.log());
      assertTrue(daemon.log().contains("did you mean `scrape_timeout`?"), daemon.log());
      assertTrue(daemon.log().contains("targets"), daemon.log());
    }
  }

  @Test
  void refusesATakenPort() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Map<String, String> environment = Map.of("REDIS_ADDR", "unix:///nowhere/redis.sock");
      try (Daemon daemon = new Daemon(directory, environment, "serve", "--listen", address)) {
        assertEquals(2, daemon.exit(), daemon.log());
        assertTrue(daemon.log().contains(address), daemon.log());
      }
    }
  }
}
