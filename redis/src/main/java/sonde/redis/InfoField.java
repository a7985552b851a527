package sonde.redis;

import java.util.List;
import java.util.OptionalDouble;
import sonde.collect.Family;
import sonde.collect.Sink;

/**
 * A field of INFO that is a metric as it stands.
 *
 * @param field its name in INFO
 * @param family what it becomes
 * @param divisor what a value is divided by; a division, because a millionth has no exact double
 */
record InfoField(String field, Family family, double divisor) {
  /** A gauge. */
  static InfoField gauge(String field, String name, String help) {
    return new InfoField(field, Family.gauge(name, help), 1);
  }

  /** A counter; where the peer named one without {@code _total}, that name stays. */
  static InfoField counter(String field, String name, String help) {
    return new InfoField(field, Family.counter(name, help), 1);
  }

  /** This field in a larger unit. */
  InfoField dividedBy(double unit) {
    return new InfoField(field, family, unit);
  }

  static List<Family> families(List<InfoField> fields) {
    return fields.stream().map(InfoField::family).toList();
  }

  /** Puts those of the fields that the server sent. */
  static void put(List<InfoField> fields, ServerInfo info, Sink out) {
    for (InfoField field : fields) {
      OptionalDouble value = info.number(field.field);
      if (value.isPresent()) {
        out.put(field.family, value.getAsDouble() / field.divisor);
      }
    }
  }
}
