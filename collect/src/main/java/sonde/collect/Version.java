package sonde.collect;

import java.util.ArrayList;
import java.util.List;

/**
 * A server's version, compared number by number: 10.11 is newer than 10.2, and 7 equals 7.0.
 *
 * @param text as the server gave it
 * @param numbers its leading numbers
 */
public record Version(String text, List<Integer> numbers) implements Comparable<Version> {
  /** Takes the leading dotted numbers of a text; what follows them, as in 17beta1, is ignored. */
  public static Version parse(String text) {
    List<Integer> numbers = new ArrayList<>();
    int number = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (c >= '0' && c <= '9' && number < 100_000_000) {
        number = Math.max(number, 0) * 10 + (c - '0');
      } else if (number >= 0) {
        numbers.add(number);
        number = -1;
        if (c != '.') {
          break;
        }
      } else {
        break;
      }
    }
    return new Version(text, List.copyOf(numbers));
  }

  /** Whether this version is the given one or newer. */
  public boolean atLeast(Version other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    int longest = Math.max(numbers.size(), other.numbers.size());
    for (int i = 0; i < longest; i++) {
      int order = Integer.compare(number(i), other.number(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private int number(int i) {
    return i < numbers.size() ? numbers.get(i) : 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    int last = numbers.size();
    while (last > 0 && numbers.get(last - 1) == 0) {
      last--;
    }
    return numbers.subList(0, last).hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
