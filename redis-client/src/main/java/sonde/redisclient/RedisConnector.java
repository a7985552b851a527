package sonde.redisclient;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens connections to one server. Safe for use by several threads. */
public interface RedisConnector {
  /** The server's address. */
  RedisAddress address();

  /**
   * Opens a connection: resolves the name, tries its addresses in turn, shakes hands for TLS,
   * authenticates. Nothing else is sent: a user needs no rights for being connected. If the server
   * refuses a password whose source has a new one, that is tried, too.
   *
   * @param timeout for all of it
   * @throws RedisException if there is no connection; nothing stays open then
   */
  RedisConnection connect(Duration timeout) throws RedisException;

  /**
   * A connector built on Jedis' protocol layer.
   *
   * @param tls looked at only if the address is a {@code rediss://} one
   * @param clientName set by {@code CLIENT SETNAME} if not null; the server may refuse it
   */
  static RedisConnector create(
      RedisAddress address,
      RedisCredentials credentials,
      RedisTls tls,
      @Nullable String clientName) {
    return new JedisConnector(address, credentials, tls, clientName);
  }
}
