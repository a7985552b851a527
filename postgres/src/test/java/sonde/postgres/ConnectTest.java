package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.collect.Failure;
import sonde.collect.Snapshot;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.CertificateAuthority;
import sonde.servers.PostgresServer;
import sonde.servers.TlsFiles;

/** The ways to reach a server: TLS, passwords, several hosts. */
class ConnectTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  @TempDir
  private static Path directory;

  @SuppressWarnings("NullAway.Init") // start() sets it.
  private static CertificateAuthority authority;

  @SuppressWarnings("NullAway.Init") // start() sets it.
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    authority = CertificateAuthority.create(directory, "authority");
    server =
        Servers.builder(15)
            .tls(authority.issue("server", "localhost"), true)
            .hba("hostnossl all plain 127.0.0.1/32 scram-sha-256")
            .hba("hostssl all crypted 127.0.0.1/32 scram-sha-256")
            .start();
    for (String user : new String[] {"plain", "crypted", "certified"}) {
      server.execute("CREATE ROLE " + user + " LOGIN PASSWORD 's3cret'");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static @Nullable Failure scrape(String user, String host, String parameters) {
    PostgresConnector connector =
        new PostgresConnector(
            PostgresAddress.parse(host + ":" + server.port() + "/postgres?" + parameters),
            user,
            SecretSource.fixed(Secret.of("s3cret")));
    return scrape(connector);
  }

  private static @Nullable Failure scrape(PostgresConnector connector) {
    try (Scraper scraper = Scraper.ofDefaults(connector)) {
      Snapshot snapshot = scraper.scrape();
      assertEquals(snapshot.up(), snapshot.failure() == null);
      if (snapshot.up()) {
        assertEquals(Map.of(), Scraper.failed(snapshot));
      }
      return snapshot.failure();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plain, 127.0.0.1, sslmode=disable",
    "plain, 127.0.0.1, sslmode=allow",
    "plain, 127.0.0.1, sslmode=prefer",
    "crypted, 127.0.0.1, sslmode=allow",
    "crypted, 127.0.0.1, sslmode=prefer",
    "crypted, 127.0.0.1, sslmode=require",
    "crypted, 127.0.0.1, sslmode=require&sslrootcert=CA",
    "crypted, 127.0.0.1, sslmode=verify-ca&sslrootcert=CA",
    "crypted, localhost, sslmode=verify-full&sslrootcert=CA",
    "crypted, localhost, sslmode=verify-full&sslrootcert=CA&channel_binding=require",
    "certified, 127.0.0.1, sslmode=require&sslcert=CERT&sslkey=KEY",
    "certified, localhost, sslmode=verify-full&sslrootcert=CA&sslcert=CERT&sslkey=KEY",
  })
  void connects(String user, String host, String parameters) {
    assertEquals(null, scrape(user, host, files(parameters)));
  }

  @ParameterizedTest
  @CsvSource({
    "plain, 127.0.0.1, sslmode=require, AUTHENTICATION",
    "crypted, 127.0.0.1, sslmode=disable, AUTHENTICATION",
    "crypted, 127.0.0.1, sslmode=verify-full&sslrootcert=CA, TLS",
    "crypted, localhost, sslmode=verify-full&sslrootcert=STRANGER, TLS",
    "crypted, 127.0.0.1, sslmode=require&sslrootcert=STRANGER, TLS",
    "crypted, localhost, sslrootcert=system, TLS",
    "certified, localhost, sslmode=verify-ca&sslrootcert=STRANGER&sslcert=CERT&sslkey=KEY, TLS",
  })
  void isRefused(String user, String host, String parameters, Failure.Kind kind) {
    Failure failure = scrape(user, host, files(parameters));
    assertNotNull(failure);
    assertEquals(kind, failure.kind(), failure.message());
  }

  private static String files(String parameters) {
    TlsFiles client = authority.issue("client", "certified");
    return parameters
        .replace("STRANGER", "" + CertificateAuthority.create(directory, "stranger").file())
        .replace("CA", "" + authority.file())
        .replace("CERT", "" + client.certificate())
        .replace("KEY", "" + client.key());
  }

  @Test
  void thePasswordIsTakenFromPgpassWhenNoneIsSet() throws IOException {
    Path pgpass = directory.resolve("pgpass");
    Files.writeString(pgpass, "127.0.0.1:" + server.port() + ":*:crypted:s3cret\n");
    Files.setPosixFilePermissions(pgpass, PosixFilePermissions.fromString("rw-------"));
    System.setProperty("org.postgresql.pgpassfile", pgpass.toString());
    try {
      assertEquals(null, scrape(Servers.connector(server, "postgres", "crypted", null)));
      Failure other = scrape(Servers.connector(server, "postgres", "other", null));
      assertNotNull(other);
      assertEquals(Failure.Kind.AUTHENTICATION, other.kind(), other.message());
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
  }

  @Test
  void aRotatedPasswordIsReadAnew() throws IOException {
    server.execute("CREATE ROLE rotated LOGIN PASSWORD 'old'");
    Path file = directory.resolve("password");
    Files.writeString(file, "old\n");
    PostgresConnector connector =
        new PostgresConnector(
            PostgresAddress.parse(
                server.address() + "/postgres?" + files("sslcert=CERT&sslkey=KEY")),
            "rotated",
            SecretSource.file(file));
    assertEquals(null, scrape(connector));
    server.execute("ALTER ROLE rotated PASSWORD 'new'");
    Files.writeString(file, "new\n");
    assertEquals(null, scrape(connector));
    Files.delete(file);
    PostgresConnector without =
        new PostgresConnector(connector.address(), "rotated", SecretSource.file(file));
    Failure failure = scrape(without);
    assertNotNull(failure);
    assertEquals(Failure.Kind.AUTHENTICATION, failure.kind());
    assertTrue(failure.message().contains(file.toString()), failure.message());
  }

  @ParameterizedTest
  @CsvSource({"read-write, 0", "primary, 0", "standby, 1", "prefer-standby, 1", "read-only, 1"})
  void ofSeveralHostsTheOneOfTheRightKindIsTaken(String kind, int replica) {
    PostgresServer primary = Servers.primary(15);
    PostgresServer standby = Servers.standby(15);
    PostgresServer first = replica == 0 ? standby : primary;
    PostgresServer second = replica == 0 ? primary : standby;
    try (Scraper scraper =
        Scraper.ofDefaults(
            new PostgresConnector(
                PostgresAddress.parse(
                    first.address()
                        + ","
                        + second.address()
                        + "/postgres?target_session_attrs="
                        + kind),
                primary.superuser(),
                SecretSource.fixed(Secret.of(primary.password()))))) {
      String text = Scraper.text(scraper.scrape());
      assertTrue(text.contains("\npg_replication_is_replica " + replica + "\n"));
    }
  }
}
