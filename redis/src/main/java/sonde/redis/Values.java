package sonde.redis;

import java.util.OptionalDouble;
import sonde.collect.Decimal;

/** Numbers in Redis' texts. */
final class Values {
  private Values() {}

  /** A number, or a word that stands for one; empty for anything else. */
  static OptionalDouble number(String text) {
    OptionalDouble number = Decimal.read(text);
    return number.isPresent() ? number : word(text);
  }

  private static OptionalDouble word(String text) {
    return switch (text) {
      case "ok", "true" -> OptionalDouble.of(1);
      case "err", "fail", "false" -> OptionalDouble.of(0);
      default -> OptionalDouble.empty();
    };
  }
}
