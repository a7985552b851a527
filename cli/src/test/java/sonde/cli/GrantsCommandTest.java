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
import sonde.servers.PostgresServer;
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
  void printsSqlThatAClientTakes() {
    Ran postgres = Ran.of("grants", "postgres", "--user", "watcher");
    assertEquals(
        """
        CREATE ROLE "watcher" LOGIN PASSWORD 'PASSWORD';
        GRANT pg_read_all_stats TO "watcher";
        GRANT pg_read_all_settings TO "watcher";
        GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO "watcher";
        """,
        postgres.out());
    assertTrue(postgres.err().contains("pg_hba.conf"), postgres.err());
    assertEquals(
        1,
        Ran.of("grants", "postgres", "--server", "postgres-13", "--collector", "roles")
            .out()
            .lines()
            .count());
    Ran mysql = Ran.of("grants", "mysql", "--server", "mysql-8.0");
    assertEquals(0, mysql.exit(), mysql.err());
    assertTrue(
        mysql.out().endsWith("GRANT REPLICATION CLIENT, PROCESS ON *.* TO 'sonde'@'%';\n"),
        mysql.out());
    Ran mariadb = Ran.of("grants", "mysql", "--server", "mariadb-11.4");
    assertTrue(mariadb.out().contains("GRANT SLAVE MONITOR, PROCESS ON *.* TO"), mariadb.out());
  }

  @Test
  void theUserOfPostgresFailsAtNothing() throws IOException {
    try (PostgresServer server = PostgresServer.builder().start()) {
      Path file = directory.resolve("postgres.yaml");
      String target =
          "targets: {main: {type: postgres, address: '%s/postgres', username: %s, password: %s}}\n";
      Files.writeString(
          file, target.formatted(server.address(), server.superuser(), server.password()));
      Ran printed = Ran.of("grants", "postgres", "--config", file.toString(), "main");
      assertEquals(0, printed.exit(), printed.err());
      server.execute(printed.out().replace("'PASSWORD'", "'a-good-one'"));
      Ran other = Ran.of("grants", "mysql", "--config", file.toString(), "main");
      assertEquals(2, other.exit());
      assertTrue(other.err().contains("main is not of type mysql: it is postgres"), other.err());

      Files.writeString(file, target.formatted(server.address(), "sonde", "a-good-one"));
      Ran probe = Ran.of("probe", "--config", file.toString(), "main");
      assertEquals(0, probe.exit(), probe.err());
      assertEquals("", probe.err(), "no collector failed");
    }
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
        "grants sql",
        "grants postgres --server mysql-8.0",
        "grants postgres --mode standalone",
        "grants mysql --server postgres-18",
        "grants mysql --collector wal",
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
