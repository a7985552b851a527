package sonde.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The lines in which two texts differ: those only in the first with -, only in the second with +.
 */
final class LineDifference {
  private static final int MOST = 60;

  private LineDifference() {}

  static String of(String expected, String actual) {
    List<String> before = lines(expected);
    List<String> after = lines(actual);
    int head = 0;
    int shorter = Math.min(before.size(), after.size());
    while (head < shorter && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    StringBuilder out = new StringBuilder("from line " + (head + 1) + " on:\n");
    Deque<String> added = new ArrayDeque<>(after.subList(head, after.size() - tail));
    List<String> removed = before.subList(head, before.size() - tail);
    int shown = 0;
    for (String line : removed) {
      boolean kept = added.contains(line);
      while (kept && !added.getFirst().equals(line)) {
        shown += print(out, shown, '+', added.removeFirst());
      }
      if (kept) {
        added.removeFirst();
      } else {
        shown += print(out, shown, '-', line);
      }
    }
    for (String line : added) {
      shown += print(out, shown, '+', line);
    }
    return shown > MOST ? out.append("… and more\n").toString() : out.toString();
  }

  private static List<String> lines(String text) {
    // The end of the last line is made visible: a missing line feed is a difference too.
    return List.of((text + "<end>").split("\n", -1));
  }

  private static int print(StringBuilder out, int shown, char sign, String line) {
    if (shown < MOST) {
      out.append(sign).append(' ').append(line).append('\n');
    }
    return 1;
  }
}
