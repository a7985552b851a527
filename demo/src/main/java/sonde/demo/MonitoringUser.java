package sonde.demo;

import java.util.Optional;
import sonde.collect.Server;
import sonde.config.Secret;
import sonde.redis.RedisCollectors;
import sonde.redis.RedisFacts;
import sonde.redis.RedisGrants;
import sonde.servers.RedisServer;

/**
 * Who the exporter is on a server: a user with the rights that its collectors need and nothing
 * more, or the default user where the server knows no other.
 *
 * @param name empty for the default user
 */
record MonitoringUser(Optional<String> name, Secret password) {
  private static final String NAME = "sonde";

  /**
   * Makes the user, so that it outlives a restart of the server.
   *
   * @param password to give it
   * @param defaultUsers the default user's password, for a server without users
   */
  static MonitoringUser on(
      RedisServer server, RedisFacts.Mode mode, Secret password, Secret defaultUsers) {
    Optional<String> statement =
        RedisGrants.of(
                Server.of(server.isValkey() ? "valkey" : "redis", server.version()),
                mode,
                NAME,
                RedisCollectors.all().stream()
                    .filter(collector -> collector.spec().onByDefault())
                    .toList())
            .statement();
    if (statement.isEmpty()) {
      return new MonitoringUser(Optional.empty(), defaultUsers);
    }
    server.call(
        statement.get().replace(">" + RedisGrants.PASSWORD, ">" + password.reveal()).split(" "));
    if (mode == RedisFacts.Mode.SENTINEL) {
      server.call("SENTINEL", "FLUSHCONFIG");
    } else {
      server.call("CONFIG", "REWRITE");
    }
    return new MonitoringUser(Optional.of(NAME), password);
  }
}
