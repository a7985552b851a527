package sonde.redisclient;

import java.util.Set;

/** A server that is the primary whatever happens. */
record FixedPrimary(RedisAddress address) implements Primaries {
  @Override
  public RedisAddress of(byte[] key) {
    return address;
  }

  @Override
  public Set<RedisAddress> all() {
    return Set.of(address);
  }

  @Override
  public void doubt() {
    // There is nobody to ask.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
