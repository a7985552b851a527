package sonde.traffic;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What became of the jobs of one service. Safe for use by several threads. */
final class Counts {
  private final AtomicLong scheduled = new AtomicLong();
  private final Map<Outcome, AtomicLong> outcomes = new ConcurrentHashMap<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /** Counts a job that is due. */
  void due() {
    scheduled.incrementAndGet();
  }

  /**
   * Counts what became of it.
   *
   * @return whether it is the first of this outcome
   */
  boolean ended(Outcome outcome) {
    return outcomes.computeIfAbsent(outcome, _ -> new AtomicLong()).getAndIncrement() == 0;
  }

  /** Counts bytes that went over a connection. */
  void transferred(long bytesSent, long bytesReceived) {
    sent.addAndGet(bytesSent);
    received.addAndGet(bytesReceived);
  }

  long scheduled() {
    return scheduled.get();
  }

  long of(Outcome outcome) {
    AtomicLong count = outcomes.get(outcome);
    return count == null ? 0 : count.get();
  }

  long sum(Predicate<Outcome> which) {
    return Arrays.stream(Outcome.values()).filter(which).mapToLong(this::of).sum();
  }

  long sent() {
    return sent.get();
  }

  long received() {
    return received.get();
  }
}
