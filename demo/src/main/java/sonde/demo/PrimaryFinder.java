package sonde.demo;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.SecretSource;
import sonde.redisclient.NoPrimaryException;
import sonde.redisclient.Primaries;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisCredentials;
import sonde.redisclient.RedisException;
import sonde.redisclient.RedisTls;
import sonde.redisclient.SentinelGroup;

/** Connects to who is primary now, as the Sentinels say. */
final class PrimaryFinder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PrimaryFinder.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final byte[] ANY = new byte[0];

  private final Primaries primaries;
  private final RedisCredentials credentials;
  private final RedisAddress first;

  PrimaryFinder(DemoServers servers) {
    this.credentials = credentials(servers.primary());
    this.first = address(servers.primary());
    this.primaries =
        Primaries.behind(
            new SentinelGroup(
                DemoServers.CACHE,
                servers.sentinels().stream().map(PrimaryFinder::address).toList(),
                credentials(servers.sentinels().getFirst()),
                RedisTls.DEFAULT),
            new Primaries.Listener() {
              @Override
              public void changed() {
                // Who is connected notices by itself.
              }

              @Override
              public void noted(String message) {
                LOG.debug("{}", message);
              }
            });
  }

  /** Connects; to the first one while no Sentinel has answered. */
  RedisConnection connect() throws RedisException {
    RedisAddress primary = first;
    try {
      primary = primaries.of(ANY);
    } catch (NoPrimaryException _) {
      // Without Sentinels nobody else is made primary.
    }
    return RedisConnector.create(primary, credentials, RedisTls.DEFAULT, "demo").connect(TIMEOUT);
  }

  private static RedisAddress address(DemoServers.Started started) {
    return RedisAddress.of(started.server().host(), started.server().port());
  }

  private static RedisCredentials credentials(DemoServers.Started started) {
    return new RedisCredentials(null, SecretSource.fixed(started.password()));
  }

  @Override
  public void close() {
    primaries.close();
  }
}
