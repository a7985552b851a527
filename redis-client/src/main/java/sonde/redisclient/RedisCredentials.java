package sonde.redisclient;

import org.jspecify.annotations.Nullable;
import sonde.config.SecretSource;

/**
 * Who to be. With neither, nothing is sent; with a password alone, the default user's {@code AUTH
 * password}; with both, {@code AUTH username password} (Redis 6 and later); a username alone is for
 * a user without password and sends an empty one.
 *
 * @param username of the access control list; null for the default user
 * @param password asked for at each new connection, so that a rotated file needs no restart
 */
public record RedisCredentials(@Nullable String username, @Nullable SecretSource password) {
  /** No authentication. */
  public static final RedisCredentials NONE = new RedisCredentials(null, null);
}
