package sonde.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them: {@code 250ms}, {@code 15s}, {@code 5m}, {@code 1h30m},
 * {@code 30d}; units y (365 d), w, d, h, m, s and ms, from large to small, each at most once, and
 * {@code 0}.
 */
public final class Durations {
  static final String EXAMPLES = "250ms, 15s, 5m, 1h30m or 30d";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d{1,9})y)?(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?"
              + "(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");
  private static final List<Duration> UNITS =
      List.of(
          Duration.ofDays(365),
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(1));
  private static final List<String> NAMES = List.of("y", "w", "d", "h", "m", "s", "ms");
  // Beyond this, nanoseconds do not fit in a long, which is what timers count in.
  private static final Duration LONGEST = Duration.ofDays(290L * 365);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is not a duration or beyond 290 years; the message
   *     does not repeat the text
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher form = FORM.matcher(text);
    if (text.isEmpty() || !form.matches()) {
      throw new IllegalArgumentException("not a duration such as " + EXAMPLES);
    }
    Duration sum = Duration.ZERO;
    for (int i = 0; i < UNITS.size(); i++) {
      String amount = form.group(i + 1);
      if (amount != null) {
        sum = sum.plus(UNITS.get(i).multipliedBy(Long.parseLong(amount)));
      }
    }
    if (sum.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a duration beyond 290 years");
    }
    return sum;
  }

  /** Writes a duration, which is not negative, as {@link #parse} reads it, to the millisecond. */
  public static String format(Duration duration) {
    long rest = duration.toMillis();
    StringBuilder out = new StringBuilder();
    // Days are the largest unit written: "30d" is clearer than "4w2d".
    for (int i = 2; i < UNITS.size(); i++) {
      long unit = UNITS.get(i).toMillis();
      if (rest >= unit) {
        out.append(rest / unit).append(NAMES.get(i));
        rest %= unit;
      }
    }
    return out.isEmpty() ? "0s" : out.toString();
  }
}
