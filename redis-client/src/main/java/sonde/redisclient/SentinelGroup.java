package sonde.redisclient;

import java.util.List;

/**
 * The Sentinels that watch a primary.
 *
 * @param master the name under which they know it
 * @param addresses of the Sentinels, at least one. If one is {@code rediss://}, all are spoken to
 *     by TLS, and so is the primary, of which Sentinels tell host and port alone
 * @param credentials of the Sentinels, which have users of their own
 * @param tls how to speak TLS with the Sentinels
 */
public record SentinelGroup(
    String master, List<RedisAddress> addresses, RedisCredentials credentials, RedisTls tls) {
  /** Copies the addresses. */
  public SentinelGroup {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a primary behind Sentinel needs a Sentinel's address");
    }
    if (master.isEmpty()) {
      throw new IllegalArgumentException("the primary needs the name that the Sentinels give it");
    }
  }

  /** How the primary is spoken to. */
  RedisAddress.Scheme scheme() {
    return addresses.stream().anyMatch(RedisAddress::tls)
        ? RedisAddress.Scheme.REDISS
        : RedisAddress.Scheme.REDIS;
  }
}
