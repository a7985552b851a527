package sonde.demo;

import java.time.Duration;
import java.util.List;
import sonde.config.SecretSource;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisCredentials;
import sonde.redisclient.RedisException;
import sonde.redisclient.RedisTls;
import sonde.redisclient.Reply;

/** Connects to who is primary now, as the Sentinel says. For one thread at a time. */
final class PrimaryFinder {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final RedisCommand WHERE =
      RedisCommand.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", DemoServers.CACHE);

  private final RedisConnector sentinel;
  private final RedisCredentials credentials;
  private RedisAddress primary;

  PrimaryFinder(DemoServers servers) {
    DemoServers.Started first = servers.primary();
    this.sentinel = connector(address(servers.sentinel()), credentials(servers.sentinel()));
    this.credentials = credentials(first);
    this.primary = address(first);
  }

  /** Connects; to the last one known if the Sentinel does not answer. */
  RedisConnection connect() throws RedisException {
    try (RedisConnection connection = sentinel.connect(TIMEOUT)) {
      Reply reply = connection.call(WHERE, TIMEOUT);
      if (reply instanceof Reply.Array(List<Reply> parts) && parts.size() == 2) {
        primary = RedisAddress.of(parts.get(0).text(), (int) parts.get(1).integer());
      }
    } catch (RedisException e) {
      // Without a Sentinel nobody is made primary either.
    }
    return connector(primary, credentials).connect(TIMEOUT);
  }

  private static RedisConnector connector(RedisAddress address, RedisCredentials credentials) {
    return RedisConnector.create(address, credentials, RedisTls.DEFAULT, "demo");
  }

  private static RedisAddress address(DemoServers.Started started) {
    return RedisAddress.of(started.server().host(), started.server().port());
  }

  private static RedisCredentials credentials(DemoServers.Started started) {
    return new RedisCredentials(null, SecretSource.fixed(started.password()));
  }
}
