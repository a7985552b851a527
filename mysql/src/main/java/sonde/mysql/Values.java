package sonde.mysql;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import sonde.collect.Decimal;

/** Numbers in the texts of variables and states, as the peer reads them. */
final class Values {
  private static final int DATE_AND_TIME = "2026-11-21 08:24:24".length();

  /** As OpenSSL prints dates: {@code Nov 18 08:21:06 2036 GMT}. */
  private static final DateTimeFormatter CERTIFICATE_DATE =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Values() {}

  /** A number, or what stands for one: a word or a moment; empty for anything else. */
  static OptionalDouble number(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return OptionalDouble.empty();
    }
    char first = text.charAt(0);
    boolean digits = (first >= '0' && first <= '9') || first == '-' || first == '.';
    if (!digits) {
      return word(text);
    }
    OptionalDouble number = Decimal.read(text);
    return number.isEmpty() && text.length() == DATE_AND_TIME ? moment(text, DATE) : number;
  }

  static boolean isOn(String text) {
    OptionalDouble number = number(text);
    return number.isPresent() && number.getAsDouble() == 1;
  }

  private static OptionalDouble word(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on" -> OptionalDouble.of(1);
      // A replica that is still connecting does not run; DISABLED is what the server cannot do.
      case "no", "off", "disabled", "connecting" -> OptionalDouble.of(0);
      // Whether a Galera node is in the part of the cluster that goes on.
      case "primary" -> OptionalDouble.of(1);
      case "non-primary", "disconnected" -> OptionalDouble.of(0);
      default -> text.endsWith(" GMT") ? moment(text, CERTIFICATE_DATE) : OptionalDouble.empty();
    };
  }

  /** Seconds since 1970; the server does not say of which zone its times are, so UTC is taken. */
  private static OptionalDouble moment(String text, DateTimeFormatter format) {
    try {
      return OptionalDouble.of(
          (double) LocalDateTime.parse(text, format).toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return OptionalDouble.empty();
    }
  }
}
