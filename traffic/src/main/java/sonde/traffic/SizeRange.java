package sonde.traffic;

import java.util.random.RandomGenerator;
import sonde.config.DataSize;

/**
 * An amount of bytes, or a range from which amounts are drawn evenly.
 *
 * @param least not negative
 * @param most at least the least
 */
record SizeRange(long least, long most) {
  private static final long LARGEST = 16L << 20;

  /**
   * Reads {@code 16KiB} or {@code 1KiB-16KiB}.
   *
   * @throws IllegalArgumentException saying what is wrong; the message does not repeat the text
   */
  static SizeRange parse(String text) {
    int dash = text.indexOf('-');
    long least;
    long most;
    try {
      least = DataSize.parse(dash < 0 ? text : text.substring(0, dash).strip()).bytes();
      most = dash < 0 ? least : DataSize.parse(text.substring(dash + 1).strip()).bytes();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no size such as 16KiB or 1KiB-16KiB", e);
    }
    if (least > most || most > LARGEST) {
      throw new IllegalArgumentException("is 0 to 16MiB, and a range from small to large");
    }
    return new SizeRange(least, most);
  }

  long draw(RandomGenerator random) {
    return least == most ? least : random.nextLong(least, most + 1);
  }
}
