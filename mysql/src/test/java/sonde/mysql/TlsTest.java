package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.collect.Failure;
import sonde.collect.Snapshot;
import sonde.mysql.MySqlTls.Mode;
import sonde.servers.CertificateAuthority;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.SqlServer;
import sonde.servers.TlsFiles;

/**
 * TLS with both servers, each of their ways to authenticate, and certificates that are not right.
 */
class TlsTest {
  private static final String SECRET = "s3cret";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  static Path directory;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static CertificateAuthority authority;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static MariaDbServer mariaDb;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static MySqlServer mySql;

  @BeforeAll
  static void start() throws GeneralSecurityException {
    authority = CertificateAuthority.create(directory, "authority");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    TlsFiles files =
        authority.issue(
            "server", rsa.generateKeyPair(), Instant.now().plus(Duration.ofDays(1)), "127.0.0.1");
    mariaDb = MariaDbServer.builder().tls(files).with("plugin_load_add", "auth_ed25519").start();
    mySql = MySqlServer.builder().tls(files).start();
    mariaDb.execute(
        """
        CREATE USER native IDENTIFIED BY '%1$s';
        CREATE USER strict IDENTIFIED BY '%1$s' REQUIRE X509;
        CREATE USER ed IDENTIFIED VIA ed25519 USING PASSWORD('%1$s')"""
            .formatted(SECRET));
    mySql.execute(
        """
        CREATE USER native IDENTIFIED WITH mysql_native_password BY '%1$s';
        CREATE USER strict IDENTIFIED BY '%1$s' REQUIRE X509;
        CREATE USER sha2 IDENTIFIED WITH caching_sha2_password BY '%1$s'"""
            .formatted(SECRET));
  }

  @AfterAll
  static void stop() {
    mariaDb.close();
    mySql.close();
  }

  private static SqlServer server(String name) {
    return name.equals("mariadb") ? mariaDb : mySql;
  }

  private static Snapshot scrape(SqlServer server, String user, MySqlTls tls) {
    return scrape(MySqlAddress.of(server.host(), server.port()), user, tls);
  }

  private static Snapshot scrape(MySqlAddress address, String user, MySqlTls tls) {
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(address.withTls(tls), user, SECRET))) {
      return scraper.scrape();
    }
  }

  private static MySqlTls tls(Mode mode, @Nullable Path ca) {
    return new MySqlTls(mode, ca, null, null);
  }

  private static void assertUp(Snapshot snapshot) {
    assertTrue(snapshot.up(), "" + snapshot.failure());
  }

  private static Failure failure(Snapshot snapshot) {
    assertFalse(snapshot.up());
    Failure failure = snapshot.failure();
    assertTrue(failure != null && !failure.message().contains(SECRET), "" + failure);
    return failure;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void everyModeAndWayToAuthenticate(Mode mode) {
    MySqlTls tls = mode == Mode.DISABLED ? MySqlTls.DISABLED : tls(mode, authority.file());
    assertUp(scrape(mariaDb, "native", tls));
    assertUp(scrape(mariaDb, "ed", tls));
    assertUp(scrape(mySql, "native", tls));
    // Forgets who logged in before: the password must be sent, encrypted.
    mySql.execute("FLUSH PRIVILEGES");
    assertUp(scrape(mySql, "sha2", tls));
    assertUp(scrape(mySql, "sha2", tls));
  }

  @ParameterizedTest
  @CsvSource({"mariadb", "mysql"})
  void theServerSeesThatItIsTls(String name) {
    for (Mode mode : new Mode[] {Mode.PREFERRED, Mode.REQUIRED, Mode.VERIFY_IDENTITY}) {
      long before = tlsConnections(server(name));
      assertUp(scrape(server(name), "native", tls(mode, authority.file())));
      assertEquals(1, tlsConnections(server(name)) - before, "" + mode);
    }
  }

  private static long tlsConnections(SqlServer server) {
    return Long.parseLong(
        server.execute("SHOW GLOBAL STATUS LIKE 'Ssl_finished_accepts'").split("\t")[1]);
  }

  @ParameterizedTest
  @CsvSource({"mariadb", "mysql"})
  void anotherAuthoritysCertificateIsRefused(String name) {
    CertificateAuthority stranger = CertificateAuthority.create(directory, "stranger-of-" + name);
    for (Mode mode : new Mode[] {Mode.VERIFY_CA, Mode.VERIFY_IDENTITY}) {
      Failure failure = failure(scrape(server(name), "native", tls(mode, stranger.file())));
      assertEquals(Failure.Kind.TLS, failure.kind(), failure.message());
      assertTrue(failure.message().contains("ssl-ca"), failure.message());
    }
  }

  @ParameterizedTest
  @CsvSource({"mariadb", "mysql"})
  void anotherHostsCertificateIsRefusedByIdentityOnly(String name) {
    MySqlAddress address = MySqlAddress.of("localhost", server(name).port());
    assertUp(scrape(address, "native", tls(Mode.VERIFY_CA, authority.file())));
    Failure failure =
        failure(scrape(address, "native", tls(Mode.VERIFY_IDENTITY, authority.file())));
    assertEquals(Failure.Kind.TLS, failure.kind(), failure.message());
  }

  @ParameterizedTest
  @CsvSource({"mariadb", "mysql"})
  void aClientsCertificateIsShown(String name) {
    TlsFiles client = authority.issue("client-of-" + name, "client");
    MySqlTls with =
        new MySqlTls(Mode.VERIFY_IDENTITY, authority.file(), client.certificate(), client.key());
    assertUp(scrape(server(name), "strict", with));
    Failure failure =
        failure(scrape(server(name), "strict", tls(Mode.VERIFY_CA, authority.file())));
    assertEquals(Failure.Kind.AUTHENTICATION, failure.kind(), failure.message());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = directory.resolve("none.pem");
    MySqlTls tls = new MySqlTls(Mode.REQUIRED, null, none, none);
    Failure failure = failure(scrape(mariaDb, "native", tls));
    assertTrue(failure.message().contains("none.pem: no such file"), failure.message());
  }

  @Test
  void withoutTlsAtTheServerOnlyPreferredGoesOn() {
    MariaDbServer plain = Servers.primary();
    try (Scraper scraper =
        Scraper.ofDefaults(
            Servers.store(
                MySqlAddress.of(plain.host(), plain.port()).withTls(tls(Mode.PREFERRED, null)),
                Servers.USER,
                Servers.SECRET))) {
      assertUp(scraper.scrape());
    }
    Failure failure = failure(scrape(plain, Servers.USER, tls(Mode.REQUIRED, null)));
    assertEquals(Failure.Kind.TLS, failure.kind(), failure.message());
    assertTrue(failure.message().contains("the server has no TLS"), failure.message());
  }
}
