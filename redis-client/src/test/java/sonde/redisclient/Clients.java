package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.function.Executable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.RedisServer;

/** What several tests say often. */
final class Clients {
  /** Longer than anything that works takes, even on a loaded machine. */
  static final Duration LONG = Duration.ofSeconds(20);

  /** For what is expected to run out of it. */
  static final Duration SHORT = Duration.ofMillis(300);

  static final RedisCommand PING = RedisCommand.of("PING");

  private Clients() {}

  static RedisConnector connector(RedisAddress address) {
    return RedisConnector.create(address, RedisCredentials.NONE, RedisTls.DEFAULT, null);
  }

  static RedisConnector connector(RedisServer server) {
    return connector(RedisAddress.parse(server.address()));
  }

  static RedisConnector connector(RedisServer server, RedisCredentials credentials) {
    return RedisConnector.create(
        RedisAddress.parse(server.address()), credentials, RedisTls.DEFAULT, null);
  }

  static RedisCredentials password(String password) {
    return new RedisCredentials(null, SecretSource.fixed(Secret.of(password)));
  }

  static RedisCredentials user(String name, String password) {
    return new RedisCredentials(name, SecretSource.fixed(Secret.of(password)));
  }

  static RedisException fails(RedisException.Kind kind, Executable executable) {
    RedisException e = assertThrows(RedisException.class, executable);
    assertEquals(kind, e.kind(), e.getMessage());
    return e;
  }
}
