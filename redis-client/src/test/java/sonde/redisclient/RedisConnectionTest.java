package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sonde.servers.RedisServer;

class RedisConnectionTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @SuppressWarnings("NullAway.Init") // Set before all tests.
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.builder().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void repliesComeInOrderAndByType() throws RedisException {
    RedisConnector connector =
        RedisConnector.create(
            RedisAddress.parse(server.address()), RedisCredentials.NONE, RedisTls.DEFAULT, null);
    try (RedisConnection connection = connector.connect(TIMEOUT)) {
      List<Reply> replies =
          connection.pipeline(
              List.of(
                  RedisCommand.of("PING"),
                  RedisCommand.of("SET", "a", "1"),
                  RedisCommand.of("GET", "a"),
                  RedisCommand.of("GET", "none"),
                  RedisCommand.of("INCR", "a"),
                  RedisCommand.of("NOSUCH"),
                  RedisCommand.of("CONFIG", "GET", "port")),
              TIMEOUT);
      assertEquals("PONG", replies.get(0).text());
    }
  }
}
