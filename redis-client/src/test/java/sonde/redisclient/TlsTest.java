package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.redisclient.Clients.LONG;
import static sonde.redisclient.Clients.PING;
import static sonde.redisclient.Clients.SHORT;
import static sonde.redisclient.Clients.fails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.redisclient.RedisException.Kind;
import sonde.servers.CertificateAuthority;
import sonde.servers.RedisServer;
import sonde.servers.TlsFiles;

class TlsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  static Path directory;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static CertificateAuthority authority;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static CertificateAuthority stranger;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static RedisServer server;

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static RedisServer strict;

  @BeforeAll
  static void start() {
    authority = CertificateAuthority.create(directory, "authority");
    stranger = CertificateAuthority.create(directory, "stranger");
    TlsFiles files = authority.issue("server", "localhost", "cache");
    server = RedisServer.builder().tls(files, false).start();
    strict = RedisServer.builder().tls(authority.issue("strict", "127.0.0.1"), true).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    strict.close();
  }

  @Test
  void anAuthorityOfOnesOwn() throws RedisException {
    assertAnswers("localhost", server, trusting(authority, null));
  }

  @Test
  void anAuthorityNobodyKnows() {
    RedisException e =
        fails(Kind.TLS, () -> connect("localhost", server, RedisTls.DEFAULT).close());
    assertTrue(e.getMessage().contains("not trusted"), e.getMessage());
    assertTrue(e.getMessage().contains("ca_file"), e.getMessage());
    fails(Kind.TLS, () -> connect("localhost", server, trusting(stranger, null)).close());
  }

  @Test
  void aWrongName() {
    RedisException e =
        fails(Kind.TLS, () -> connect("127.0.0.1", server, trusting(authority, null)).close());
    assertTrue(e.getMessage().contains("not for 127.0.0.1"), e.getMessage());
    assertTrue(e.getMessage().contains("server_name"), e.getMessage());
  }

  @Test
  void aServerNameStandsForTheHost() throws RedisException {
    assertAnswers("127.0.0.1", server, trusting(authority, "cache"));
    fails(Kind.TLS, () -> connect("localhost", server, trusting(authority, "other")).close());
  }

  @Test
  void whoeverItIs() throws RedisException {
    assertAnswers("127.0.0.1", server, new RedisTls(null, null, null, null, true));
  }

  @Test
  void aClientCertificateWithAKeyOfEitherKind() throws GeneralSecurityException, RedisException {
    TlsFiles ec = authority.issue("client-ec");
    assertAnswers("127.0.0.1", strict, presenting(ec.certificate(), ec.key()));
    KeyPair keys = Keys.rsa();
    TlsFiles rsa = authority.issue("client-rsa", keys, Instant.now().plus(Duration.ofDays(1)));
    assertAnswers("127.0.0.1", strict, presenting(rsa.certificate(), rsa.key()));
  }

  @Test
  void noClientCertificateWhereOneIsWanted() {
    RedisException e =
        assertThrows(
            RedisException.class,
            () -> assertAnswers("127.0.0.1", strict, trusting(authority, null)));
    // With TLS 1.3 the refusal may be overtaken by the end of the connection.
    assertTrue(e.kind() == Kind.TLS || e.kind() == Kind.CLOSED, e.getMessage());
    TlsFiles wrong = stranger.issue("wrong");
    assertThrows(
        RedisException.class,
        () -> assertAnswers("127.0.0.1", strict, presenting(wrong.certificate(), wrong.key())));
  }

  @Test
  void anExpiredCertificate() throws GeneralSecurityException {
    TlsFiles files =
        authority.issue("old", Keys.rsa(), Instant.now().minus(Duration.ofDays(1)), "127.0.0.1");
    try (RedisServer own = RedisServer.builder().tls(files, false).start()) {
      RedisException e =
          fails(Kind.TLS, () -> connect("127.0.0.1", own, trusting(authority, null)).close());
      assertTrue(e.getMessage().contains("has expired"), e.getMessage());
    }
  }

  @Test
  void theFilesAreReadAtEachConnect() throws IOException, RedisException {
    Path ca = directory.resolve("rotated.crt");
    Files.copy(stranger.file(), ca);
    RedisTls tls = new RedisTls(ca, null, null, null, false);
    fails(Kind.TLS, () -> connect("localhost", server, tls).close());
    Files.copy(authority.file(), ca, StandardCopyOption.REPLACE_EXISTING);
    assertAnswers("localhost", server, tls);
  }

  @Test
  void filesThatAreNotThereOrSomethingElse() {
    RedisTls missing = new RedisTls(directory.resolve("none"), null, null, null, false);
    RedisException e = fails(Kind.TLS, () -> connect("localhost", server, missing).close());
    assertTrue(e.getMessage().endsWith("none: no such file"), e.getMessage());
    RedisTls swapped = new RedisTls(authority.issue("any").key(), null, null, null, false);
    e = fails(Kind.TLS, () -> connect("localhost", server, swapped).close());
    assertTrue(e.getMessage().contains("holds no certificate"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new RedisTls(null, authority.file(), null, null, false));
  }

  @Test
  void aPlainPort() {
    try (RedisServer plain = RedisServer.builder().start()) {
      RedisException e =
          assertThrows(
              RedisException.class,
              () -> {
                RedisAddress address = RedisAddress.parse("rediss://127.0.0.1:" + plain.port());
                RedisConnector.create(
                        address, RedisCredentials.NONE, trusting(authority, null), null)
                    .connect(Duration.ofSeconds(1))
                    .close();
              });
      // It depends on the handshake's random bytes whether Redis sees a command's end in them.
      assertTrue(e.kind() == Kind.TLS || e.kind() == Kind.TIMEOUT, e.getMessage());
      assertTrue(e.getMessage().contains("redis://"), e.getMessage());
    }
  }

  @Test
  void aSilentPort() throws IOException {
    try (FakeServer silent = FakeServer.silent()) {
      RedisAddress address = RedisAddress.parse("rediss://" + silent.address().hostAndPort());
      RedisConnector connector =
          RedisConnector.create(address, RedisCredentials.NONE, RedisTls.DEFAULT, null);
      fails(Kind.TIMEOUT, () -> connector.connect(SHORT));
    }
  }

  private static RedisTls trusting(CertificateAuthority whom, @Nullable String serverName) {
    return new RedisTls(whom.file(), null, null, serverName, false);
  }

  private static RedisTls presenting(Path certificate, Path key) {
    return new RedisTls(authority.file(), certificate, key, null, false);
  }

  private static RedisConnection connect(String host, RedisServer to, RedisTls tls)
      throws RedisException {
    RedisAddress address = RedisAddress.parse("rediss://" + host + ":" + to.port());
    return RedisConnector.create(address, RedisCredentials.NONE, tls, null).connect(LONG);
  }

  private static void assertAnswers(String host, RedisServer from, RedisTls tls)
      throws RedisException {
    try (RedisConnection connection = connect(host, from, tls)) {
      assertEquals("PONG", connection.call(PING, LONG).text());
    }
  }
}
