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

  /**
   * Takes note that a request is settled.
   *
   * @return whether that was the last one
   */
  boolean settled(Request<?> request, Duration waited) {
    if (!waiting.remove(request)) {
      return false;
    }
    took = took.plus(waited);
    return waiting.isEmpty();
  }

  /** The name of a request that it waits for. */
  String awaited() {
    return waiting.isEmpty() ? "a second question" : waiting.iterator().next().name();
  }

  /** Whether nothing is left to wait for. */
  boolean isReady() {
    return waiting.isEmpty();
  }

  boolean isDone() {
    return result != null;
  }

  void fail(Failure failure) {
    end(
        failure.kind() == Failure.Kind.UNKNOWN_REQUEST
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
