package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MySQL and MariaDB. */
class MySqlServerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  enum Kind {
    MYSQL,
    MARIADB;

    MySqlServerBuilder<? extends SqlServer> builder() {
      return this == MYSQL ? MySqlServer.builder() : MariaDbServer.builder();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerAnswersAndIsGoneAfterClose(Kind kind) throws IOException {
    SqlServer server = kind.builder().with("general_log", "ON").start();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    assertEquals("1\tNULL\n2\ta", server.execute("SELECT 0; SELECT 1, NULL UNION SELECT 2, 'a'"));
    assertTrue(server.execute("SELECT version()").startsWith(server.version()));
    assertTrue(Files.exists(server.unixSocket()));
    String arguments = Files.readString(Path.of("/proc/" + server.pid() + "/cmdline"));
    assertFalse(arguments.contains(server.password()), arguments);
    server.close();
    assertFalse(process.isAlive());
    assertFalse(Files.exists(server.directory()));
  }

  @ParameterizedTest
  @EnumSource
  void aRestartKeepsPortAndDataAlsoAfterAKill(Kind kind) {
    try (SqlServer server = kind.builder().start()) {
      final long pid = server.pid();
      server.execute("CREATE DATABASE d; CREATE TABLE d.t (a INT); INSERT INTO d.t VALUES (1)");
      server.kill();
      assertFalse(server.isRunning());
      server.start();
      assertEquals("1", server.execute("d", "SELECT a FROM t"));
      server.restart();
      assertEquals("1", server.execute("d", "SELECT a FROM t"));
      assertTrue(server.pid() != pid);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPausedServerStandsStillAndEndsAllTheSame(Kind kind) throws SQLException, IOException {
    SqlServer server = kind.builder().start();
    try (server;
        Connection open = server.connect("mysql")) {
      server.pause();
      assertTrue(Files.readString(Path.of("/proc/" + server.pid() + "/stat")).contains(") T "));
      server.resume();
      assertTrue(open.isValid(5));
    }
    assertFalse(server.isRunning());
  }

  @ParameterizedTest
  @EnumSource
  void aFailedStartNamesTheServersReason(Kind kind) {
    MySqlServerBuilder<? extends SqlServer> wrong = kind.builder().with("no_such_option", "1");
    ServerException e = assertThrows(ServerException.class, wrong::start);
    assertTrue(e.getMessage().contains("no_such_option"), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void aServerSpeaksTls(Kind kind) throws SQLException, NoSuchAlgorithmException {
    CertificateAuthority authority = CertificateAuthority.create(directory, "authority");
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Instant notAfter = Instant.now().plus(Duration.ofDays(1));
    TlsFiles files = authority.issue("server", keys, notAfter, "localhost", "127.0.0.1");
    try (SqlServer server = kind.builder().tls(files).start()) {
      server.execute("CREATE USER guest@127.0.0.1 REQUIRE SSL");
      String url = server.jdbcUrl("") + "?user=guest&serverSslCert=" + files.ca();
      try (Connection connection = DriverManager.getConnection(url + "&sslMode=verify-full")) {
        assertTrue(connection.isValid(5));
      }
      assertThrows(SQLException.class, () -> DriverManager.getConnection(url + "&sslMode=disable"));
    }
  }

  @Test
  void aReplicaFollowsItsPrimary() {
    try (MariaDbServer primary = MariaDbServer.builder().start()) {
      primary.execute("CREATE DATABASE d; CREATE TABLE d.t (a INT); INSERT INTO d.t VALUES (1)");
      try (MariaDbServer replica = primary.replica()) {
        RedisServerTest.await(() -> follows(replica, "1"));
        replica.restart();
        primary.execute("INSERT INTO d.t VALUES (2)");
        RedisServerTest.await(() -> follows(replica, "2"));
      }
    }
  }

  /** Its tables come a moment after its first connection. */
  private static boolean follows(MariaDbServer replica, String rows) {
    return replica
            .execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'd'")
            .equals("t")
        && replica.execute("SELECT count(*) FROM d.t").equals(rows);
  }

  @Test
  void anOptionCannotSmuggleInAnother() {
    MySqlServerBuilder<MySqlServer> builder = MySqlServer.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.with("a\nport", "1"));
    assertThrows(IllegalArgumentException.class, () -> builder.with("a", "b\nport = 1"));
  }
}
