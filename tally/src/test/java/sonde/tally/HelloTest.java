package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.PostgresServer;
import sonde.servers.RedisServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** The message out of a real PostgreSQL, cached in a real Redis. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and the methods before the rest.
class HelloTest {
  private static final String CACHE_KEY = "/tally/hello/";

  @TempDir private static Path directory;
  private static RedisServer redis;
  private static PostgresServer postgres;
  private Tally tally;
  private Http http;

  @BeforeAll
  static void startServers() {
    redis = RedisServer.builder().start();
    postgres = PostgresServer.builder().start();
  }

  @AfterAll
  static void endServers() {
    postgres.close();
    redis.close();
  }

  @BeforeEach
  void start() throws Exception {
    redis.call("FLUSHALL");
    tally = start("1h");
    http = new Http(tally.address());
  }

  @AfterEach
  void end() {
    http.close();
    tally.close();
    if (!postgres.isRunning()) {
      postgres.start();
    }
    postgres.execute("DROP TABLE IF EXISTS hello");
  }

  private static Tally start(String cache) throws Exception {
    return Configs.start(
        directory,
        "redis: {address: '" + redis.address() + "'}",
        "durability: {replicas: 0}",
        "hello: {cache: " + cache + "}",
        "postgres: {address: 'postgresql://%s/postgres', username: %s, password: '%s'}"
            .formatted(postgres.address(), postgres.superuser(), postgres.password()));
  }

  @Test
  void theTableIsMadeAtTheStart() throws Exception {
    assertEquals("Hello World", postgres.execute("SELECT message FROM hello"));
    assertHello("Hello World");
  }

  @Test
  void aMessageThatStandsThereIsKept() throws Exception {
    postgres.execute("UPDATE hello SET message = 'Grüß \"Gott\"'");
    try (Tally again = start("1h");
        Http client = new Http(again.address())) {
      assertEquals("{\"msg\":\"Grüß \\\"Gott\\\"\"}", client.get("/helloworld").body());
    }
    assertEquals("Grüß \"Gott\"", redis.call("GET", CACHE_KEY));
  }

  @Test
  void isCachedForSoLong() throws Exception {
    assertHello("Hello World");
    postgres.execute("UPDATE hello SET message = 'changed'");
    assertHello("Hello World");
    assertTrue(Long.parseLong(redis.call("PTTL", CACHE_KEY)) > 3_500_000);
    redis.call("PEXPIRE", CACHE_KEY, "1");
    Await.until(() -> http.get("/helloworld").body().equals("{\"msg\":\"changed\"}"));
  }

  @Test
  void answersFromTheCacheWhilePostgresIsAway() throws Exception {
    assertHello("Hello World");
    postgres.stop();
    assertHello("Hello World");
    assertEquals("{\"count\":1}", http.get("/unaffected").body());

    redis.call("DEL", CACHE_KEY);
    HttpResponse<String> away = http.get("/helloworld");
    assertEquals(503, away.statusCode());
    assertEquals("1", away.headers().firstValue("Retry-After").orElse(""));
    assertEquals("application/problem+json", away.headers().firstValue("Content-Type").orElse(""));
    assertEquals("{\"count\":2}", http.get("/unaffected").body());

    postgres.start();
    Await.until(() -> http.get("/helloworld").statusCode() == 200);
    assertHello("Hello World");
  }

  @Test
  void answersFromPostgresWhileRedisIsAway() throws Exception {
    redis.kill();
    try {
      assertHello("Hello World");
      assertEquals(500, http.get("/ping").statusCode());
    } finally {
      redis.restart();
    }
    Await.until(() -> http.get("/ping").statusCode() == 200);
  }

  @Test
  void startsWithoutPostgresAndSaysSoOnce() throws Exception {
    postgres.stop();
    try (Logs logs = new Logs();
        Tally without = start("1h");
        Http client = new Http(without.address())) {
      assertEquals(503, client.get("/helloworld").statusCode());
      assertEquals("{\"count\":1}", client.get("/counted").body());
      List<String> told = logs.with("PostgreSQL does not give");
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.getFirst().contains("refused"), told::toString);
      assertEquals(0, logs.with(postgres.password()).size());
      postgres.start();
      postgres.execute("DROP TABLE hello");
      Await.until(() -> client.get("/helloworld").statusCode() == 200);
      assertEquals("Hello World", postgres.execute("SELECT message FROM hello"));
      assertEquals(1, logs.with("PostgreSQL answers again").size());
    }
  }

  @Test
  void thePasswordsFileIsReadAtEachNewConnection() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "of-yesterday\n");
    try (Logs logs = new Logs();
        Tally waiting =
            Configs.start(
                directory,
                "redis: {address: '" + redis.address() + "'}",
                "durability: {replicas: 0}",
                "postgres: {address: 'postgresql://%s/postgres', username: %s, password_file: %s}"
                    .formatted(postgres.address(), postgres.superuser(), file));
        Http client = new Http(waiting.address())) {
      assertEquals(503, client.get("/helloworld").statusCode());
      List<String> told = logs.with("PostgreSQL does not give");
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.getFirst().contains("password authentication failed"), told::toString);
      assertEquals(0, logs.with("of-yesterday").size());
      Files.writeString(file, postgres.password() + "\n");
      Await.until(() -> client.get("/helloworld").statusCode() == 200);
    }
  }

  private void assertHello(String message) throws Exception {
    assertEquals("{\"msg\":\"" + message + "\"}", http.get("/helloworld").body());
  }
}
