package sonde.demo;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the clients of the counter were answered. Safe for use by several threads. */
final class CallLog {
  /**
   * A call that got its number.
   *
   * @param begun when it was first sent, by System.nanoTime
   * @param ended when it was answered
   */
  record Call(String id, int number, long begun, long ended) {}

  /** The numbers of an id follow one another, so that a bit each is enough for days of calls. */
  private final Map<String, BitSet> numbers = new HashMap<>();

  private final Map<String, Integer> unanswered = new HashMap<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private int counted;
  private int twice;
  private long longestGap;
  private @Nullable Call slowest;
  private @Nullable Call last;

  synchronized void counted(Call call) {
    BitSet given = numbers.computeIfAbsent(call.id, _ -> new BitSet());
    if (given.get(call.number)) {
      twice++;
    } else {
      given.set(call.number);
      counted++;
    }
    Call before = last;
    if (before != null) {
      longestGap = Math.max(longestGap, call.ended - before.ended);
    }
    Call slow = slowest;
    if (slow == null || call.ended - call.begun > slow.ended - slow.begun) {
      slowest = call;
    }
    last = call;
  }

  synchronized void failed(String how) {
    failures.merge(how, 1, Integer::sum);
  }

  synchronized void unanswered(String id) {
    unanswered.merge(id, 1, Integer::sum);
  }

  /** How many calls have their number. */
  synchronized int counted() {
    return counted;
  }

  /** By how it failed, how often one was sent in vain. */
  synchronized Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  /** How often a number was given twice. */
  synchronized int twice() {
    return twice;
  }

  /** The longest time without a counted call, in milliseconds. */
  synchronized long longestGapMillis() {
    return longestGap / 1_000_000;
  }

  /** How long the slowest call took with all its tries, in milliseconds. */
  synchronized long slowestMillis() {
    Call slow = slowest;
    return slow == null ? 0 : (slow.ended - slow.begun) / 1_000_000;
  }

  /** How many calls an id's final count misses, or has too many; 0 if it fits. */
  synchronized long off(String id, long count) {
    long least = numbers.getOrDefault(id, new BitSet()).cardinality();
    long most = least + unanswered.getOrDefault(id, 0);
    return count < least ? count - least : Math.max(0, count - most);
  }

  synchronized Set<String> ids() {
    return new HashSet<>(numbers.keySet());
  }
}
