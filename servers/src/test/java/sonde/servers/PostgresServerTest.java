package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresServerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void aServerAnswersAndIsGoneAfterClose() throws IOException {
    PostgresServer server = PostgresServer.builder().with("log_statement", "all").start();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    List<ProcessHandle> children = process.descendants().toList();
    assertEquals("1\tNULL\n2\ta", server.execute("SELECT 0; VALUES (1, NULL), (2, 'a')"));
    assertTrue(server.execute("SHOW server_version").startsWith(server.version()));
    assertTrue(Files.exists(server.unixSocket()));
    assertTrue(Files.readString(server.logFile()).contains("VALUES (1, NULL)"));
    assertFalse(children.isEmpty());
    server.close();
    assertFalse(process.isAlive());
    assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
    assertFalse(Files.exists(server.directory()));
  }

  @Test
  void thePasswordIsNeitherInArgumentsNorInMessages() throws IOException {
    try (PostgresServer server = PostgresServer.builder().with("log_statement", "all").start()) {
      String arguments = Files.readString(Path.of("/proc/" + server.pid() + "/cmdline"));
      assertFalse(arguments.contains(server.password()), arguments);
      String sql = "CREATE ROLE postgres PASSWORD '" + server.password() + "'";
      ServerException e = assertThrows(ServerException.class, () -> server.execute(sql));
      assertTrue(e.getMessage().contains("already exists"), e.getMessage());
      assertTrue(server.logText().contains("CREATE ROLE postgres PASSWORD '***'"));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aStandbyReplicatesAndIsPromoted(PostgresServerBuilder builder) {
    try (PostgresServer primary = builder.start()) {
      primary.execute("CREATE TABLE t AS SELECT 1 AS a");
      try (PostgresServer standby = primary.standby("mine")) {
        assertEquals("t", standby.execute("SELECT pg_is_in_recovery()"));
        RedisServerTest.await(() -> streams(primary));
        assertEquals(
            "mine\tt", primary.execute("SELECT slot_name, active FROM pg_replication_slots"));
        primary.execute("INSERT INTO t VALUES (2)");
        RedisServerTest.await(() -> standby.execute("SELECT count(*) FROM t").equals("2"));
        standby.restart();
        RedisServerTest.await(() -> streams(primary));
        standby.promote();
        standby.execute("INSERT INTO t VALUES (3)");
        assertEquals("3", standby.execute("SELECT count(*) FROM t"));
      }
    }
  }

  private static Stream<PostgresServerBuilder> versions() {
    return Stream.of(PostgresServer.builder(), PostgresServer.builder().version(18));
  }

  private static boolean streams(PostgresServer primary) {
    return primary.execute("SELECT state FROM pg_stat_replication").equals("streaming");
  }

  @Test
  void aRestartKeepsPortAndDataAlsoAfterAKill() {
    try (PostgresServer server = PostgresServer.builder().start()) {
      final long pid = server.pid();
      server.execute("CREATE TABLE t AS SELECT 1 AS a");
      server.restart();
      assertEquals("1", server.execute("SELECT a FROM t"));
      server.kill();
      assertFalse(server.isRunning());
      server.start();
      assertEquals("1", server.execute("SELECT a FROM t"));
      server.stop();
      assertFalse(server.isRunning());
      server.start();
      assertTrue(server.pid() != pid);
      assertThrows(ServerException.class, server::start);
    }
  }

  @Test
  void aPausedServerStandsStillWithItsBackendsAndEndsAllTheSame() throws SQLException, IOException {
    PostgresServer server = PostgresServer.builder().start();
    try (server;
        Connection open = server.connect("postgres")) {
      server.pause();
      List<Long> all =
          ProcessHandle.of(server.pid()).orElseThrow().descendants().map(h -> h.pid()).toList();
      assertTrue(all.size() > 3, all.toString());
      for (long pid : all) {
        assertTrue(Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
      }
      server.resume();
      assertTrue(open.isValid(5));
      server.pause();
    }
    assertFalse(server.isRunning());
  }

  @Test
  void aVersionIsTheOneAskedFor() {
    try (PostgresServer server = PostgresServer.builder().version(18).start()) {
      assertTrue(server.execute("SHOW server_version").startsWith("18."));
    }
    PostgresServerBuilder old = PostgresServer.builder().version(9);
    ServerException e = assertThrows(ServerException.class, old::start);
    assertEquals("no PostgreSQL 9 found: install postgresql-9", e.getMessage());
  }

  @Test
  void aFailedStartNamesTheServersReason() {
    PostgresServerBuilder wrong = PostgresServer.builder().with("shared_buffers", "much");
    ServerException e = assertThrows(ServerException.class, wrong::start);
    assertTrue(e.getMessage().contains("invalid value for parameter"), e.getMessage());
  }

  @Test
  void aServerSpeaksTlsAndReadsItsHbaLines() throws SQLException {
    CertificateAuthority authority = CertificateAuthority.create(directory, "authority");
    TlsFiles files = authority.issue("server", "localhost", "127.0.0.1");
    try (PostgresServer server =
        PostgresServer.builder()
            .tls(files, false)
            .hba("hostnossl all guest all reject")
            .hba("host all guest all trust")
            .start()) {
      server.execute("CREATE ROLE guest LOGIN");
      String url = server.jdbcUrl("postgres") + "?user=guest&sslrootcert=" + files.ca();
      try (Connection connection = DriverManager.getConnection(url + "&sslmode=verify-full")) {
        assertTrue(connection.isValid(5));
      }
      SQLException e =
          assertThrows(
              SQLException.class, () -> DriverManager.getConnection(url + "&sslmode=disable"));
      assertTrue(String.valueOf(e.getMessage()).contains("rejects connection"), e.getMessage());
    }
  }

  @Test
  void aConfigurationLineCannotSmuggleInAnother() {
    PostgresServerBuilder builder = PostgresServer.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.with("a\nport", "1"));
    assertThrows(IllegalArgumentException.class, () -> builder.with("a", "b\nport = 1"));
    assertThrows(IllegalArgumentException.class, () -> builder.hba("a\nhost"));
  }
}
