package sonde.redis;

import sonde.collect.Family;
import sonde.collect.Sink;

/**
 * A field of INFO that is a metric as it stands.
 *
 * @param field its name in INFO
 * @param family what it becomes
 * @param unit what a value is multiplied with
 */
record InfoField(String field, Family family, double unit) {
  /** A gauge. */
  static InfoField gauge(String field, String name, String help) {
    return new InfoField(field, Family.gauge(name, help), 1);
  }

  /** A counter; where the peer named one without {@code _total}, that name stays. */
  static InfoField counter(String field, String name, String help) {
    return new InfoField(field, Family.counter(name, help), 1);
  }

  /** This field in another unit. */
  InfoField times(double factor) {
    return new InfoField(field, family, factor);
  }

  void put(ServerInfo info, Sink out) {
    info.number(field).ifPresent(value -> out.put(family, value * unit));
  }
}
