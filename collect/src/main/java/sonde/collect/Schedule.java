package sonde.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one collector at its interval on the node's second connection, as long as somebody scrapes,
 * and keeps its last samples until they are three intervals old.
 */
final class Schedule<F extends Facts> implements AutoCloseable {
  private static final Duration LONGEST_RUN = Duration.ofMinutes(2);

  private final NodeState<F> node;
  private final NodeCollector<F> member;
  private final Duration interval;
  private final RandomGenerator jitter;
  private boolean going;
  private boolean closed;
  private long lastWanted;
  private Time.@Nullable Alarm alarm;
  private @Nullable Kept kept;

  /** A result, and when it came. */
  private record Kept(Task.Result result, long at) {}

  Schedule(NodeState<F> node, NodeCollector<F> member, Duration interval, RandomGenerator jitter) {
    this.node = node;
    this.member = member;
    this.interval = interval;
    this.jitter = jitter;
  }

  /** Somebody scrapes: the first to do so sets it going. */
  synchronized void wanted() {
    lastWanted = node.time().nanos();
    if (!going && !closed) {
      going = true;
      arm(jitter.nextDouble() / 10);
    }
  }

  private void arm(double intervals) {
    Duration wait = Duration.ofNanos((long) (interval.toNanos() * intervals));
    alarm = node.at(Deadline.in(node.time(), wait), this::due);
  }

  private void due() {
    synchronized (this) {
      long idle = node.time().nanos() - lastWanted;
      if (closed || idle > interval.toNanos() * 2) {
        going = false;
        return;
      }
    }
    Duration timeout = member.assignment().timeout();
    Deadline deadline = Deadline.in(node.time(), timeout == null ? LONGEST_RUN : timeout);
    new Run<>(node, node.second(), List.of(member), deadline, (run, result) -> ended(result))
        .execute();
  }

  private synchronized void ended(Progress.Result result) {
    kept = new Kept(result.collectors().getFirst(), node.time().nanos());
    if (!closed) {
      arm(0.95 + jitter.nextDouble() / 10);
    }
  }

  /** The last result with its age; empty before the first and when it is too old. */
  synchronized Optional<Task.Result> result() {
    Kept last = kept;
    if (last == null) {
      return Optional.empty();
    }
    Duration age = Duration.ofNanos(node.time().nanos() - last.at);
    return age.compareTo(interval.multipliedBy(3)) > 0
        ? Optional.empty()
        : Optional.of(last.result.aged(age));
  }

  @Override
  public synchronized void close() {
    closed = true;
    Time.Alarm waiting = alarm;
    if (waiting != null) {
      waiting.cancel();
    }
  }
}
