package sonde.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.PostgresServer;
import sonde.servers.RedisServer;
import sonde.testkit.Logs;

/**
 * Real servers, behind a listener that counts connections: a job opens one, whatever its driver.
 */
class ServersTest {
  private static final String SECRET = "a-secret-nobody-sees";

  @TempDir private Path directory = Path.of("");

  private Told run(Listener listener, String service) throws Exception {
    Told told =
        Told.run(
            Configs.read(
                directory,
                """
                duration: 500ms
                sources: [127.0.0.2, 127.0.0.3]
                services: {it: {rate: 8, %s}}
                """
                    .formatted(service.replace("PORT", Integer.toString(listener.port())))));
    assertEquals(4, told.service("it").scheduled());
    assertEquals(Map.of("127.0.0.2", 2L, "127.0.0.3", 2L), told.connectionsTo(listener.port()));
    listener.assertSaw(told);
    return told;
  }

  @Test
  void redis() throws Exception {
    Files.writeString(directory.resolve("password"), SECRET + "\n");
    try (RedisServer server =
            RedisServer.builder()
                .user("writer on >" + SECRET + " ~sonde:traffic:* +setex +get")
                .start();
        Listener listener = Listener.relay(server.port())) {
      Told told =
          run(
              listener,
              "type: redis, address: 'redis://127.0.0.1:PORT', username: writer,"
                  + " password_file: password, send: 100KiB");
      assertEquals(4, told.service("it").completed(), told.toString());
      assertBytes(4 * 100 * 1024, told.service("it").bytesSent());
      assertBytes(4 * 100 * 1024, told.service("it").bytesReceived());
      assertEquals("4", server.call("DBSIZE").strip());
    }
  }

  @Test
  void redisThatRefusesThePassword() throws Exception {
    try (RedisServer server = RedisServer.builder().password("another").start();
        Listener listener = Listener.relay(server.port());
        Logs logs = new Logs()) {
      Told told =
          run(listener, "type: redis, address: '127.0.0.1:PORT', password: '" + SECRET + "'");
      assertEquals(4, told.service("it").rejected(), told.toString());
      assertEquals(1, logs.with("it: rejected: AUTH was answered: -WRONGPASS").size());
      assertFalse(logs.with("").toString().contains(SECRET));
    }
  }

  @Test
  void postgres() throws Exception {
    try (PostgresServer server = PostgresServer.builder().start();
        Listener listener = Listener.relay(server.port())) {
      Told told =
          run(
              listener,
              "type: postgres, address: 'postgresql://127.0.0.1:PORT/postgres', username: '"
                  + server.superuser()
                  + "', password: '"
                  + server.password()
                  + "', receive: 50KiB");
      assertEquals(4, told.service("it").completed(), told.toString());
      assertBytes(4 * 50 * 1024, told.service("it").bytesReceived());
    }
  }

  @Test
  void postgresThatRefusesThePassword() throws Exception {
    try (PostgresServer server = PostgresServer.builder().start();
        Listener listener = Listener.relay(server.port());
        Logs logs = new Logs()) {
      Told told =
          run(
              listener,
              "type: postgres, address: '127.0.0.1:PORT', username: '"
                  + server.superuser()
                  + "', password: '"
                  + SECRET
                  + "'");
      assertEquals(4, told.service("it").rejected(), told.toString());
      assertEquals(1, logs.with("it: rejected: ").size());
      assertFalse(logs.with("").toString().contains(SECRET));
    }
  }

  @Test
  void mariadb() throws Exception {
    try (MariaDbServer server = MariaDbServer.builder().start();
        Listener listener = Listener.relay(server.port())) {
      Told told =
          run(
              listener,
              "type: mysql, address: 'mysql://127.0.0.1:PORT', username: '"
                  + server.superuser()
                  + "', password: '"
                  + server.password()
                  + "', receive: 50KiB");
      assertEquals(4, told.service("it").completed(), told.toString());
      assertBytes(4 * 50 * 1024, told.service("it").bytesReceived());
    }
  }

  @Test
  void mariadbThatRefusesThePassword() throws Exception {
    try (MariaDbServer server = MariaDbServer.builder().start();
        Listener listener = Listener.relay(server.port());
        Logs logs = new Logs()) {
      Told told =
          run(
              listener,
              "type: mysql, address: '127.0.0.1:PORT/mysql', username: '"
                  + server.superuser()
                  + "', password: '"
                  + SECRET
                  + "'");
      assertEquals(4, told.service("it").rejected(), told.toString());
      assertEquals(1, logs.with("it: rejected: ").size());
      assertFalse(logs.with("").toString().contains(SECRET));
    }
  }

  @Test
  void mysql() throws Exception {
    try (MySqlServer server = MySqlServer.builder().start();
        Listener listener = Listener.relay(server.port())) {
      Told told =
          run(
              listener,
              "type: mysql, address: '127.0.0.1:PORT?ssl-mode=REQUIRED', username: '"
                  + server.superuser()
                  + "', password: '"
                  + server.password()
                  + "', receive: 1KiB");
      assertEquals(4, told.service("it").completed(), told.toString());
      assertBytes(4 * 1024, told.service("it").bytesReceived());
    }
  }

  /** The amount asked for, and what the protocol has around it. */
  private static void assertBytes(long asked, long told) {
    assertTrue(told > asked && told < asked + 40_000, told + " bytes for " + asked);
  }
}
