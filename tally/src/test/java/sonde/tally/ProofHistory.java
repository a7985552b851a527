package sonde.tally;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients were answered, and whether the final counts fit it. A call is one intention to
 * count, however often it was sent.
 */
final class ProofHistory {
  private final Map<String, Id> ids = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long lastAcknowledged = System.nanoTime();
  private long longestGap;
  private long again;

  private static final class Id {
    private final Map<Long, String> acknowledged = new HashMap<>();
    private long unanswered;
    private long refused;
  }

  private Id id(String name) {
    return ids.computeIfAbsent(name, _ -> new Id());
  }

  /** A call got a number. */
  synchronized void acknowledged(String id, String call, long number) {
    String other = id(id).acknowledged.put(number, call);
    if (other != null) {
      violations.add(id + ": the number " + number + " was given to " + other + " and " + call);
    }
    long now = System.nanoTime();
    longestGap = Math.max(longestGap, now - lastAcknowledged);
    lastAcknowledged = now;
  }

  /** An acknowledged call was sent again and got a number. */
  synchronized void repeated(String id, String call, long before, long number) {
    again++;
    if (before != number) {
      violations.add(id + ": " + call + " got " + before + ", sent again " + number);
    }
  }

  /** Nothing certain was said about a call. */
  synchronized void unanswered(String id) {
    id(id).unanswered++;
  }

  /** A call was said not to have been counted. */
  synchronized void refused(String id) {
    id(id).refused++;
  }

  /** Begins to look for the longest time without acknowledged calls. */
  synchronized void beginGap() {
    lastAcknowledged = System.nanoTime();
    longestGap = 0;
  }

  synchronized double longestGapMillis() {
    return Math.max(longestGap, 0) / 1e6;
  }

  /** When the last call was acknowledged, by System.nanoTime. */
  synchronized long lastAcknowledged() {
    return lastAcknowledged;
  }

  /** Holds a final count against what was answered. */
  synchronized void finalCount(String name, long count) {
    Id id = id(name);
    long least = id.acknowledged.size();
    if (count < least || count > least + id.unanswered) {
      violations.add(
          String.format(
              "%s: the final count is %d, but %d calls were acknowledged and %d unanswered",
              name, count, least, id.unanswered));
    }
    long highest = id.acknowledged.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    if (highest > count) {
      violations.add(name + ": " + highest + " was acknowledged, the final count is " + count);
    }
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized void violation(String text) {
    violations.add(text);
  }

  synchronized List<String> names() {
    return ids.keySet().stream().sorted().toList();
  }

  synchronized String summary() {
    return String.format(
        "%d calls acknowledged, %d sent again after that, %d unanswered, %d refused",
        ids.values().stream().mapToLong(id -> id.acknowledged.size()).sum(),
        again,
        ids.values().stream().mapToLong(id -> id.unanswered).sum(),
        ids.values().stream().mapToLong(id -> id.refused).sum());
  }
}
