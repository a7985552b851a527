package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sonde.redisclient.Clients.LONG;
import static sonde.redisclient.Clients.PING;
import static sonde.redisclient.Clients.fails;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.config.SecretSource;
import sonde.redisclient.RedisException.Kind;
import sonde.servers.RedisServer;

class AuthenticationTest {
  private static final String PASSWORD = "right \"pass\\word ü";

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static RedisServer server;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @BeforeAll
  static void start() {
    server =
        RedisServer.builder()
            .password(PASSWORD)
            .user("reader on >hidden ~* +info")
            .user("free on nopass ~* +ping")
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theDefaultUser() throws RedisException {
    RedisConnector connector = Clients.connector(server, Clients.password(PASSWORD));
    try (RedisConnection connection = connector.connect(LONG)) {
      assertEquals("PONG", connection.call(PING, LONG).text());
    }
  }

  @Test
  void aUserWithTheRightToOneCommandConnectsAndCallsIt() throws RedisException {
    RedisConnector connector = Clients.connector(server, Clients.user("reader", "hidden"));
    try (RedisConnection connection = connector.connect(LONG)) {
      assertTrue(
          connection
              .call(RedisCommand.of("INFO", "server"), LONG)
              .text()
              .contains("redis_version"));
      assertEquals("NOPERM", ((Reply.Error) connection.call(PING, LONG)).code());
      assertTrue(connection.isOpen());
    }
    assertEquals("1", server.call("ACL", "LOG").lines().filter("ping"::equals).count() + "");
  }

  @Test
  void aUserWithoutPassword() throws RedisException {
    RedisConnector connector = Clients.connector(server, new RedisCredentials("free", null));
    try (RedisConnection connection = connector.connect(LONG)) {
      assertEquals("PONG", connection.call(PING, LONG).text());
    }
  }

  @Test
  void aWrongPasswordNamesTheUserAndNotThePassword() {
    RedisConnector connector = Clients.connector(server, Clients.user("reader", "wrong1234"));
    RedisException e = fails(Kind.AUTHENTICATION, () -> connector.connect(LONG));
    assertEquals(
        server.address()
            + ": the server refused the password of user \"reader\", or the user is unknown or off",
        e.getMessage());
  }

  @Test
  void noPasswordWhereOneIsNeededIsAnErrorReply() throws RedisException {
    try (RedisConnection connection = Clients.connector(server).connect(LONG)) {
      assertEquals("NOAUTH", ((Reply.Error) connection.call(PING, LONG)).code());
    }
  }

  @Test
  void aPasswordWhereThereIsNone() {
    try (RedisServer open = RedisServer.builder().start()) {
      RedisConnector connector = Clients.connector(open, Clients.password("superfluous"));
      RedisException e = fails(Kind.AUTHENTICATION, () -> connector.connect(LONG));
      assertTrue(e.getMessage().contains("remove the password"), e.getMessage());
    }
  }

  @Test
  void aRotatedPasswordFileIsReadAgain() throws IOException, RedisException {
    Path file = Files.writeString(directory.resolve("password"), "first\n");
    RedisCredentials credentials = new RedisCredentials(null, SecretSource.file(file));
    try (RedisServer own = RedisServer.builder().password("first").start()) {
      RedisConnector connector = Clients.connector(own, credentials);
      connector.connect(LONG).close();
      FileTime before = Files.getLastModifiedTime(file);
      own.call("CONFIG", "SET", "requirepass", "other");
      fails(Kind.AUTHENTICATION, () -> connector.connect(LONG));
      // The same size and time: only the refusal makes it read again.
      Files.writeString(file, "other\n");
      Files.setLastModifiedTime(file, before);
      connector.connect(LONG).close();
    }
  }

  @Test
  void aPasswordFileThatIsNotThere() {
    RedisCredentials credentials =
        new RedisCredentials(null, SecretSource.file(directory.resolve("none")));
    RedisException e =
        fails(Kind.AUTHENTICATION, () -> Clients.connector(server, credentials).connect(LONG));
    assertTrue(e.getMessage().contains("no such file"), e.getMessage());
  }

  /** As servers of other versions and kinds say it, some of them with what was sent. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-ERR invalid password|refused the password of user",
        "-ERR wrong number of arguments for 'auth' command|remove the username",
        "-ERR Client sent AUTH, but no password is set|remove the password",
        "-ERR unknown command `AUTH`, with args beginning with: `u`, `hunter2`|authenticate user",
      })
  void otherServersRefusals(String answer, String said) throws IOException {
    byte[] bytes = (answer + "\r\n").getBytes(StandardCharsets.UTF_8);
    try (FakeServer fake = FakeServer.answering(bytes)) {
      RedisConnector connector =
          RedisConnector.create(
              fake.address(), Clients.user("u", "hunter2"), RedisTls.DEFAULT, null);
      RedisException e = fails(Kind.AUTHENTICATION, () -> connector.connect(LONG));
      assertTrue(e.getMessage().contains(said), e.getMessage());
      assertFalse(e.getMessage().contains("hunter2"), e.getMessage());
    }
  }

  @Test
  void nothingPrintsAPassword() {
    RedisCommand auth = RedisCommand.auth("me", "hunter2");
    assertEquals("AUTH …", auth.toString());
    assertFalse(Clients.user("me", "hunter2").toString().contains("hunter2"));
  }
}
