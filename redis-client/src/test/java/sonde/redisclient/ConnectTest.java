package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.redisclient.Clients.LONG;
import static sonde.redisclient.Clients.PING;
import static sonde.redisclient.Clients.SHORT;
import static sonde.redisclient.Clients.fails;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.redisclient.RedisException.Kind;
import sonde.servers.CertificateAuthority;
import sonde.servers.RedisServer;

/** What answers, or does not, where Redis is expected. */
class ConnectTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void aRefusedConnection() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    RedisConnector connector = Clients.connector(RedisAddress.of("127.0.0.1", port));
    RedisException e = fails(Kind.UNREACHABLE, () -> connector.connect(LONG));
    assertEquals(
        "127.0.0.1:" + port + ": connection refused: does the server run and listen there?",
        e.getMessage());
  }

  @Test
  void aNameWithoutAddress() {
    RedisConnector connector = Clients.connector(RedisAddress.of("no-such-host.invalid", 6379));
    RedisException e = fails(Kind.UNRESOLVABLE, () -> connector.connect(LONG));
    assertTrue(e.getMessage().startsWith("no-such-host.invalid:6379: the name"), e.getMessage());
  }

  @Test
  void aNameIsTriedAtEachOfItsAddresses() throws RedisException {
    // localhost may be ::1 first, where this server does not listen.
    try (RedisServer server = RedisServer.builder().start();
        RedisConnection connection =
            Clients.connector(RedisAddress.of("localhost", server.port())).connect(LONG)) {
      assertEquals("PONG", connection.call(PING, LONG).text());
    }
  }

  @Test
  void aUnixSocketThatIsNotThere() {
    RedisAddress address = RedisAddress.parse("unix://" + directory.resolve("none.sock"));
    RedisException e = fails(Kind.UNREACHABLE, () -> Clients.connector(address).connect(LONG));
    assertTrue(e.getMessage().endsWith("none.sock: there is no such socket"), e.getMessage());
  }

  @Test
  void aSilentPortWithoutAndWithAuthentication() throws IOException, RedisException {
    try (FakeServer silent = FakeServer.silent()) {
      RedisConnector open = Clients.connector(silent.address());
      try (RedisConnection connection = open.connect(LONG)) {
        RedisException e = fails(Kind.TIMEOUT, () -> connection.call(PING, SHORT));
        assertTrue(e.getMessage().contains("no answer within 300ms"), e.getMessage());
      }
      RedisConnector authenticating =
          RedisConnector.create(
              silent.address(), Clients.password("secret"), RedisTls.DEFAULT, null);
      fails(Kind.TIMEOUT, () -> authenticating.connect(SHORT));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n', speaks HTTP",
    "'220 mail ESMTP\r\n', does not speak Redis' protocol",
    "'\u0015\u0003\u0003\u0000\u0002\u0002F', speaks TLS: use rediss://",
  })
  void aPortThatIsNotRedis(String answer, String said) throws IOException, RedisException {
    byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
    try (FakeServer fake = FakeServer.answering(bytes)) {
      RedisConnector connector =
          RedisConnector.create(fake.address(), Clients.password("secret"), RedisTls.DEFAULT, null);
      RedisException e = fails(Kind.NOT_REDIS, () -> connector.connect(LONG));
      assertTrue(e.getMessage().contains(said), e.getMessage());
      assertFalse(e.getMessage().contains("\r"), e.getMessage());
      try (RedisConnection connection = Clients.connector(fake.address()).connect(LONG)) {
        fails(Kind.NOT_REDIS, () -> connection.call(PING, LONG));
      }
    }
  }

  @Test
  void aTlsPortSpokenToInPlain() throws RedisException {
    CertificateAuthority authority = CertificateAuthority.create(directory, "authority");
    try (RedisServer server =
            RedisServer.builder().tls(authority.issue("server", "127.0.0.1"), false).start();
        RedisConnection connection = Clients.connector(server).connect(LONG)) {
      RedisException e = assertThrows(RedisException.class, () -> connection.call(PING, LONG));
      // OpenSSL either says so by an alert or just leaves.
      assertTrue(e.getMessage().contains("rediss://"), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-DENIED Redis is running in protected mode, protected mode",
    "-ERR max number of clients reached, maximum number of clients",
  })
  void aServerThatRefusesEverybody(String answer, String said) throws IOException, RedisException {
    byte[] bytes = (answer + "\r\n").getBytes(StandardCharsets.UTF_8);
    try (FakeServer fake = FakeServer.answering(bytes)) {
      RedisConnector connector =
          RedisConnector.create(fake.address(), RedisCredentials.NONE, RedisTls.DEFAULT, "sonde");
      RedisException e = fails(Kind.UNREACHABLE, () -> connector.connect(LONG));
      assertTrue(e.getMessage().contains(said), e.getMessage());
      try (RedisConnection connection = Clients.connector(fake.address()).connect(LONG)) {
        RedisException later =
            fails(Kind.CLOSED, () -> connection.pipeline(List.of(PING, PING), LONG));
        assertTrue(later.getMessage().contains(answer.substring(1)), later.getMessage());
      }
    }
  }

  @Test
  void aClientNameIsSetOnlyIfAskedFor() throws RedisException {
    try (RedisServer server = RedisServer.builder().start();
        RedisConnection unnamed = Clients.connector(server).connect(LONG);
        RedisConnection named =
            RedisConnector.create(
                    RedisAddress.parse(server.address()),
                    RedisCredentials.NONE,
                    RedisTls.DEFAULT,
                    "sonde")
                .connect(LONG)) {
      RedisCommand getName = RedisCommand.of("CLIENT", "GETNAME");
      assertTrue(unnamed.call(getName, LONG).isNil());
      assertEquals("sonde", named.call(getName, LONG).text());
      assertEquals(RedisAddress.parse(server.address()), named.address());
    }
  }
}
