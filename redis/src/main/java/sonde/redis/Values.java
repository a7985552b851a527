package sonde.redis;

import java.util.OptionalDouble;

/** Numbers in Redis' texts. */
final class Values {
  private Values() {}

  /** A number, or a word that stands for one; empty for anything else. */
  static OptionalDouble number(String text) {
    switch (text) {
      case "" -> {
        return OptionalDouble.empty();
      }
      case "ok", "true" -> {
        return OptionalDouble.of(1);
      }
      case "err", "fail", "false" -> {
        return OptionalDouble.of(0);
      }
      default -> {}
    }
    char last = text.charAt(text.length() - 1);
    if (text.length() > 64 || last == 'd' || last == 'f' || last == 'D' || last == 'F') {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(
          switch (text) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "-nan" -> Double.NaN;
            default -> Double.parseDouble(text);
          });
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
