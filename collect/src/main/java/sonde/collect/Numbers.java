package sonde.collect;

import java.util.Locale;

/**
 * Numbers as Prometheus' Go client prints them: the shortest digits that read back as the same
 * value, with an exponent of at least two digits below 1e-4 and from 1e+06 on.
 */
final class Numbers {
  private static final double EXACT = 1L << 53;

  /** Below this, one digit can be enough where Java prints two. */
  private static final double TINY = 1e-321;

  private Numbers() {}

  /** Appends a sample's value. */
  static void append(StringBuilder out, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      if (value == 0 && 1 / value < 0) {
        out.append("-0");
      } else {
        out.append((int) value);
      }
    } else if (Double.isNaN(value)) {
      out.append("NaN");
    } else if (Double.isInfinite(value)) {
      out.append(value > 0 ? "+Inf" : "-Inf");
    } else {
      shortest(out, value);
    }
  }

  /** Appends a bucket's bound or a quantile as OpenMetrics has it: always with a point. */
  static void appendCanonical(StringBuilder out, double value) {
    int start = out.length();
    append(out, value);
    for (int i = start; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c == '.' || c == 'e' || c == 'I' || c == 'N') {
        return;
      }
    }
    out.append(".0");
  }

  private static void shortest(StringBuilder out, double value) {
    String java =
        value == Math.rint(value) && Math.abs(value) < EXACT
            ? Long.toString((long) value)
            : Math.abs(value) < TINY ? tiny(value) : Double.toString(value);
    int at = 0;
    if (java.charAt(0) == '-') {
      out.append('-');
      at = 1;
    }
    StringBuilder digits = new StringBuilder(24);
    int exponent = digits(java, at, digits);
    print(out, digits, exponent);
  }

  /** Java prints two digits at least, and takes the closest two; Go takes one if one will do. */
  private static String tiny(double value) {
    String one = String.format(Locale.ROOT, "%.0e", value);
    return Double.parseDouble(one) == value ? one.toUpperCase(Locale.ROOT) : Double.toString(value);
  }

  /** Takes the significant digits of what Java printed; returns the exponent of the first. */
  private static int digits(String java, int from, StringBuilder digits) {
    int e = java.indexOf('E');
    int end = e < 0 ? java.length() : e;
    int point = java.indexOf('.');
    int whole = (point < 0 ? end : point) - from;
    digits.append(java, from, from + whole);
    if (point >= 0) {
      digits.append(java, point + 1, end);
    }
    int leading = 0;
    while (leading < digits.length() - 1 && digits.charAt(leading) == '0') {
      leading++;
    }
    digits.delete(0, leading);
    int last = digits.length();
    while (last > 1 && digits.charAt(last - 1) == '0') {
      last--;
    }
    digits.setLength(last);
    return whole - 1 - leading + (e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10));
  }

  private static void print(StringBuilder out, StringBuilder digits, int exponent) {
    int n = digits.length();
    if (exponent < -4 || exponent >= 6) {
      out.append(digits.charAt(0));
      if (n > 1) {
        out.append('.').append(digits, 1, n);
      }
      out.append('e').append(exponent < 0 ? '-' : '+');
      int size = Math.abs(exponent);
      out.append(size < 10 ? "0" : "").append(size);
    } else if (exponent < 0) {
      out.append("0.").repeat('0', -exponent - 1).append(digits);
    } else {
      int whole = exponent + 1;
      out.append(digits, 0, Math.min(whole, n)).repeat('0', Math.max(0, whole - n));
      if (n > whole) {
        out.append('.').append(digits, whole, n);
      }
    }
  }
}
