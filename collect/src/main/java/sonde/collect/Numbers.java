package sonde.collect;

import java.util.Locale;

/**
 * Numbers as Prometheus' Go client prints them: the shortest digits that read back as the same
 * value, with an exponent of at least two digits below 1e-4 and from 1e+06 on.
 */
final class Numbers {
  /** Beyond, not every whole number has a double of its own. */
  private static final double EXACT = 1L << 53;

  /** Any decimal of so many digits is the shortest of its double: no two share one. */
  private static final double SAFE = 1e15;

  private static final double MILLION = 1e6;
  private static final int MILLIONTHS = 6;

  /** Below this, one digit can be enough where Java prints two. */
  private static final double TINY = 1e-321;

  private Numbers() {}

  /** Appends a sample's value. */
  static void append(Utf8Buffer out, double value) {
    if (Double.isNaN(value)) {
      out.ascii("NaN");
      return;
    }
    if (value < 0 || (value == 0 && 1 / value < 0)) {
      out.ascii('-');
    }
    double size = Math.abs(value);
    if (size < MILLION && size == (int) size) {
      out.digits((int) size);
    } else if (size < EXACT && size == (long) size) {
      print(out, (long) size, 0);
    } else if (Double.isInfinite(size)) {
      out.ascii(value > 0 ? "+Inf" : "Inf");
    } else if (isMillionths(size)) {
      // As most durations are, which servers count in microseconds.
      print(out, millionths(size), -MILLIONTHS);
    } else {
      shortest(out, size);
    }
  }

  private static boolean isMillionths(double size) {
    return size * MILLION < SAFE && size == millionths(size) / MILLION;
  }

  private static long millionths(double size) {
    return (long) (size * MILLION + 0.5);
  }

  /** Appends a bucket's bound or a quantile as OpenMetrics has it: always with a point. */
  static void appendCanonical(Utf8Buffer out, double value) {
    int start = out.length();
    append(out, value);
    if (!out.hasAny(".eIN", start)) {
      out.ascii(".0");
    }
  }

  /** By what Java prints, digits and exponent, taken apart. */
  private static void shortest(Utf8Buffer out, double size) {
    String java = size < TINY ? tiny(size) : Double.toString(size);
    int e = java.indexOf('E');
    int end = e < 0 ? java.length() : e;
    int point = java.indexOf('.');
    int exponent = e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10);
    long digits = 0;
    for (int i = 0; i < end; i++) {
      if (i != point) {
        digits = digits * 10 + java.charAt(i) - '0';
      }
    }
    print(out, digits, exponent - (point < 0 ? 0 : end - point - 1));
  }

  /** Java prints two digits at least, and takes the closest two; Go takes one if one will do. */
  private static String tiny(double size) {
    String one = String.format(Locale.ROOT, "%.0e", size);
    return Double.parseDouble(one) == size ? one.toUpperCase(Locale.ROOT) : Double.toString(size);
  }

  /** Prints a number's digits, above 0, times a power of ten. */
  private static void print(Utf8Buffer out, long number, int power) {
    int start = out.length();
    out.digits(number);
    int zeros = out.dropZeros(start + 1);
    int last = power + zeros;
    int count = out.length() - start;
    int first = last + count - 1;
    if (first < -4 || first >= MILLIONTHS) {
      if (count > 1) {
        out.pointAt(start + 1);
      }
      int size = Math.abs(first);
      out.ascii(first < 0 ? "e-" : "e+").ascii(size < 10 ? "0" : "").digits(size);
    } else if (first < 0) {
      byte[] digits = out.cut(start);
      out.ascii("0.").zeros(-first - 1).utf8(digits);
    } else if (last >= 0) {
      out.zeros(last);
    } else {
      out.pointAt(start + first + 1);
    }
  }
}
