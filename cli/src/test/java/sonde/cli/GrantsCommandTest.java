package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.servers.RedisServer;

final class GrantsCommandTest {
  @TempDir private Path directory = Path.of("");

  private String config(RedisServer server, String credentials) throws IOException {
    return Files.writeString(
            directory.resolve("sonde.yaml"),
            "targets: {cache: {type: redis, address: '%s'%s}}\n"
                .formatted(server.address(), credentials))
        .toString();
  }

  @Test
  void whatItPrintsMakesAUserWithWhomNothingFails() throws IOException {
    try (RedisServer server = RedisServer.builder().start()) {
      Ran printed = Ran.of("grants", "redis", "--config", config(server, ""), "cache");
      assertEquals(0, printed.exit(), printed.err());
      assertEquals(1, printed.out().lines().count(), "one statement, ready to be piped");
      assertTrue(printed.err().contains("SHA-256"), printed.err());
      String statement = printed.out().strip().replace("PASSWORD", "a-good-one");
      assertEquals("OK", server.call(statement.split(" ")));

      Ran probe =
          Ran.of(
              "probe",
              "--config",
              config(server, ", username: sonde, password: a-good-one"),
              "cache");
      assertEquals(0, probe.exit(), probe.err());
      assertEquals("", probe.err(), "no collector failed");
    }
  }

  @Test
  void describesAServerByNameVersionAndMode() {
    Ran standalone = Ran.of("grants", "redis", "--server", "redis-7.2", "--user", "watcher");
    assertEquals(0, standalone.exit(), standalone.err());
    assertTrue(standalone.out().startsWith("ACL SETUSER watcher "), standalone.out());
    assertTrue(standalone.out().contains("+slowlog|get"), standalone.out());
    assertFalse(standalone.out().contains("+commandlog"), standalone.out());
    Ran valkey = Ran.of("grants", "redis", "--server=valkey-8.1");
    assertTrue(valkey.out().contains("+commandlog|len"), valkey.out());
    Ran sentinel = Ran.of("grants", "redis", "--server", "redis-7.2", "--mode", "sentinel");
    assertTrue(sentinel.out().contains("+sentinel|masters"), sentinel.out());
    Ran cluster = Ran.of("grants", "redis", "--mode", "cluster");
    assertTrue(cluster.out().contains("+cluster|info"), cluster.out());
  }

  @Test
  void grantsJustWhatTheNamedCollectorsNeed() {
    Ran ran = Ran.of("grants", "redis", "--collector", "slowlog");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.out().endsWith(" -@all +info +slowlog|len +slowlog|get\n"), ran.out());
  }

  @Test
  void saysThatAnOldServerHasNoUsers() {
    Ran ran = Ran.of("grants", "redis", "--server", "redis-5.0");
    assertEquals(1, ran.exit());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("has no users"), ran.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grants",
        "grants oracle",
        "grants redis --server mysql-8",
        "grants redis --mode primary",
        "grants redis --collector slowlgo",
        "grants redis --user two,words",
        "grants redis --config some.yaml",
        "grants redis cache",
        "grants redis --config some.yaml cache",
        "grants redis --config some.yaml cache --server redis-7.0",
      })
  void refusesWrongUsage(String line) {
    Ran ran = Ran.of(line.split(" "));
    assertEquals(2, ran.exit(), ran.out() + ran.err());
    assertEquals("", ran.out());
    assertFalse(ran.err().isBlank());
  }
}
