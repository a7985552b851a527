package sonde.collect;

import java.util.OptionalDouble;

/** Numbers as stores print them. */
public final class Decimal {
  /** So many digits make a whole number that a double holds, as it does ten to this. */
  private static final int EXACT_DIGITS = 15;

  private static final int LONGEST = 64;

  private static final double[] TENS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Decimal() {}

  /**
   * Reads a decimal number, with an exponent or without, or one of the words for infinity and for
   * what is no number; empty for anything else.
   */
  public static OptionalDouble read(String text) {
    double plain = plain(text);
    return plain >= 0 ? OptionalDouble.of(plain) : other(text);
  }

  /** A number of few digits with at most a point among them, as most are; -1 for anything else. */
  private static double plain(String text) {
    int length = text.length();
    if (length == 0 || length > EXACT_DIGITS) {
      return -1;
    }
    long digits = 0;
    int point = length - 1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + c - '0';
      } else if (c == '.' && point == length - 1 && i > 0 && i < length - 1) {
        point = i;
      } else {
        return -1;
      }
    }
    // Both are exact, so that the quotient is the double closest to the text.
    return digits / TENS[length - 1 - point];
  }

  private static OptionalDouble other(String text) {
    return switch (text) {
      case "" -> OptionalDouble.empty();
      case "inf", "+inf", "Infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-Infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      case "nan", "-nan", "NaN" -> OptionalDouble.of(Double.NaN);
      default -> parsed(text);
    };
  }

  /** By Java's parser, without what only Java takes for a number. */
  private static OptionalDouble parsed(String text) {
    char last = text.charAt(text.length() - 1);
    if (text.length() > LONGEST || last == 'd' || last == 'f' || last == 'D' || last == 'F') {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
