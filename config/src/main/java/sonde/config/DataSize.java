package sonde.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes.
 *
 * @param bytes how many; not negative
 */
public record DataSize(long bytes) {
  static final String EXAMPLES = "512KiB, 64MiB or 1GiB";

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?) ?([A-Za-z]{0,3})");
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("B", 1L),
          Map.entry("KiB", 1L << 10),
          Map.entry("MiB", 1L << 20),
          Map.entry("GiB", 1L << 30),
          Map.entry("TiB", 1L << 40),
          Map.entry("kB", 1_000L),
          Map.entry("KB", 1_000L),
          Map.entry("MB", 1_000_000L),
          Map.entry("GB", 1_000_000_000L),
          Map.entry("TB", 1_000_000_000_000L));

  /** Checks the amount. */
  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative");
    }
  }

  /**
   * Reads {@code 1GiB}, {@code 1.5MiB}, {@code 10MB}, {@code 4096}: binary and decimal units, bytes
   * without one.
   *
   * @throws IllegalArgumentException if the text is not a size or does not fit; the message does
   *     not repeat the text
   */
  public static DataSize parse(String text) {
    Matcher form = FORM.matcher(text);
    Long unit = form.matches() ? UNITS.get(form.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("not a size such as " + EXAMPLES);
    }
    BigDecimal bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("a size beyond 8 EiB");
    }
    return new DataSize(bytes.longValue());
  }

  /** The size in the largest binary unit that leaves no rest, as {@link #parse} reads it. */
  @Override
  public String toString() {
    for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
      long factor = UNITS.getOrDefault(unit, 1L);
      if (bytes >= factor && bytes % factor == 0) {
        return bytes / factor + unit;
      }
    }
    return bytes + "B";
  }
}
