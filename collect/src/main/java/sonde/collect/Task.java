package sonde.collect;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A collector's part in a run: the answers that it waits for, then its result. */
final class Task<F extends Facts> {
  private final NodeCollector<F> member;
  private final List<Request<?>> requests;
  private final Set<Request<?>> waiting;
  private Duration took = Duration.ZERO;
  private boolean begun;
  private @Nullable Result result;

  /** What came out: the report, and the samples that go with it. */
  record Result(CollectorReport report, List<FamilySamples> families) {
    Result aged(Duration age) {
      return new Result(report.aged(age), families);
    }
  }

  Task(NodeCollector<F> member, List<Request<?>> requests) {
    this.member = member;
    this.requests = requests;
    this.waiting = new HashSet<>(requests);
  }

  Collector<F> collector() {
    return member.collector();
  }

  Spec spec() {
    return member.spec();
  }

  /** Its own limit; null for the run's. */
  @Nullable Duration timeout() {
    return member.assignment().timeout();
  }

  List<Request<?>> requests() {
    return requests;
  }

  /** The shortest limit of the tasks that need a request; null when none has one. */
  static <F extends Facts> @Nullable Duration limitOf(Request<?> request, List<Task<F>> tasks) {
    Duration shortest = null;
    for (Task<F> task : tasks) {
      Duration timeout = task.timeout();
      if (timeout != null
          && (shortest == null || timeout.compareTo(shortest) < 0)
          && task.requests.contains(request)) {
        shortest = timeout;
      }
    }
    return shortest;
  }

  /** Takes note that a request is settled. */
  void settled(Request<?> request, Duration waited) {
    if (waiting.remove(request)) {
      took = took.plus(waited);
    }
  }

  /** Why it is not done when the time is over. */
  Failure late(Duration after) {
    if (!waiting.isEmpty()) {
      return Failures.late(waiting.iterator().next().name(), after);
    }
    return spec().asksMore()
        ? Failures.late("its second questions", after)
        : new Failure(
            Failure.Kind.TIMEOUT, "its samples were not ready within " + Failures.seconds(after));
  }

  /** Whether it begins now: once, when nothing is left to wait for. */
  boolean begins() {
    if (begun || result != null || !waiting.isEmpty()) {
      return false;
    }
    begun = true;
    return true;
  }

  void fail(Failure failure) {
    end(
        failure.kind() == Failure.Kind.UNSUPPORTED
            ? new Outcome.Unsupported(failure.message())
            : new Outcome.Failed(failure));
  }

  /** Ends without samples. */
  void end(Outcome outcome) {
    result = without(outcome);
  }

  /** Ends with what the collector put. */
  void succeed(SampleSink sink, Duration computed) {
    took = took.plus(computed);
    Budget.Kept kept = member.budget().apply(sink.families());
    CollectorReport report =
        new CollectorReport(
            spec().name(),
            new Outcome.Success(),
            took,
            null,
            kept.series(),
            kept.dropped() + sink.duplicates());
    result = new Result(report, kept.families());
  }

  /** The result, or a failure when the time is over before there is one. */
  Result resultOr(Failure late) {
    return result == null ? without(new Outcome.Failed(late)) : result;
  }

  private Result without(Outcome outcome) {
    return new Result(new CollectorReport(spec().name(), outcome, took, null, 0, 0), List.of());
  }
}
