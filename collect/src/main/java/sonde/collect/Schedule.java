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
final class Schedule<F extends Facts> {
  private static final Duration LONGEST_RUN = Duration.ofMinutes(2);

  private final NodeState<F> node;
  private final NodeCollector<F> member;
  private final Duration interval;
  private final RandomGenerator jitter;
  private boolean armed;
  private boolean closed;
  private long lastWanted;
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
    if (!armed && !closed) {
      armed = true;
      arm(jitter.nextDouble() / 10);
    }
  }

  private void arm(double intervals) {
    long wait = (long) (interval.toNanos() * intervals);
    node.time().at(node.time().nanos() + wait, this::due);
  }

  private synchronized void due() {
    long idle = node.time().nanos() - lastWanted;
    if (closed || idle > interval.toNanos() * 2) {
      armed = false;
      return;
    }
    node.executor().execute(this::run);
  }

  private void run() {
    Duration timeout = member.assignment().timeout();
    Deadline deadline = Deadline.in(node.time(), timeout == null ? LONGEST_RUN : timeout);
    Run<F> run = new Run<>(node, node.second(), List.of(member), deadline);
    run.whenDone(this::keep);
    run.execute();
    synchronized (this) {
      arm(0.95 + jitter.nextDouble() / 10);
    }
  }

  private synchronized void keep(Progress.Result result) {
    kept = new Kept(result.collectors().getFirst(), node.time().nanos());
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

  synchronized void close() {
    closed = true;
  }
}
