package sonde.collect;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One server of a target, and the runner of its collectors: one run at a time, shared by all who
 * scrape meanwhile, over at most two kept-open connections.
 *
 * @param <F> the store's facts
 */
public final class Node<F extends Facts> implements AutoCloseable {
  /** How long a node whose last run failed gets, until it answers again. */
  static final Duration DOWN_LIMIT = Duration.ofSeconds(1);

  private final NodeState<F> state;
  private final List<NodeCollector<F>> members = new ArrayList<>();
  private final Map<String, Schedule<F>> schedules = new HashMap<>();
  private final Consumer<Snapshot> observer;
  private final Deque<Run<F>> runs = new ArrayDeque<>();
  private boolean lastFailed;
  private long scrapes;
  private long shared;
  private Duration total = Duration.ZERO;
  private volatile @Nullable Snapshot last;

  /**
   * Makes a node; nothing is connected before the first scrape.
   *
   * @param executor runs what blocks, on a thread each
   * @param jitter spreads scheduled collectors
   * @param observer is told the snapshot of each run, after its end and once
   */
  public Node(
      Store<F> store,
      List<Assignment<F>> assignments,
      Time time,
      Executor executor,
      RandomGenerator jitter,
      Consumer<Snapshot> observer) {
    this.state = new NodeState<>(store, time, executor);
    this.observer = observer;
    for (Assignment<F> assignment : assignments) {
      NodeCollector<F> member = NodeCollector.of(assignment, time);
      Duration interval = assignment.interval();
      if (interval == null) {
        members.add(member);
      } else {
        schedules.put(member.name(), new Schedule<>(state, member, interval, jitter));
      }
    }
  }

  /**
   * Scrapes: joins a run under way that covers the collectors, or starts one.
   *
   * @param collectors the names of those wanted; empty for all
   * @return completes by the deadline with what is there then
   */
  public CompletableFuture<Snapshot> scrape(Set<String> collectors, Deadline deadline) {
    List<Schedule<F>> wantedSchedules = new ArrayList<>();
    List<NodeCollector<F>> wanted = new ArrayList<>();
    schedules.forEach(
        (name, schedule) -> {
          if (collectors.isEmpty() || collectors.contains(name)) {
            schedule.wanted();
            wantedSchedules.add(schedule);
          }
        });
    for (NodeCollector<F> member : members) {
      if (collectors.isEmpty() || collectors.contains(member.name())) {
        wanted.add(member);
      }
    }
    Run<F> run = joinOrStart(wanted, deadline);
    CompletableFuture<Snapshot> answer = new CompletableFuture<>();
    Time.Alarm alarm = state.at(deadline, () -> complete(answer, run::soFar, wantedSchedules));
    run.whenDone(
        result -> {
          alarm.cancel();
          complete(answer, () -> result, wantedSchedules);
        });
    return answer;
  }

  private void complete(
      CompletableFuture<Snapshot> answer,
      Supplier<Progress.Result> result,
      List<Schedule<F>> scheduled) {
    if (answer.isDone()) {
      return;
    }
    try {
      answer.complete(snapshot(result.get(), scheduled));
    } catch (RuntimeException | Error e) {
      // Whatever it is, who scrapes must not wait for ever.
      answer.completeExceptionally(e);
    }
  }

  private Run<F> joinOrStart(List<NodeCollector<F>> wanted, Deadline deadline) {
    Run<F> run;
    boolean first;
    synchronized (runs) {
      scrapes++;
      for (Run<F> underWay : runs) {
        if (underWay.covers(wanted)) {
          shared++;
          return underWay;
        }
      }
      Deadline limit = lastFailed ? deadline.atMost(DOWN_LIMIT) : deadline;
      run = new Run<>(state, state.first(), wanted, limit, this::ended);
      first = runs.isEmpty();
      runs.add(run);
    }
    if (first) {
      start(run);
    }
    return run;
  }

  private void start(Run<F> run) {
    try {
      state.executor().execute(run::execute);
    } catch (RejectedExecutionException e) {
      run.fail(new Failure(Failure.Kind.UNREACHABLE, "Sonde is being shut down"));
    }
  }

  /** Before anybody has its answer, so that who scrapes again then does not join an ended run. */
  private void ended(Run<F> run, Progress.Result result) {
    Run<F> next;
    synchronized (runs) {
      runs.remove(run);
      next = runs.peek();
      lastFailed = !result.up();
      total = total.plus(result.took());
    }
    try {
      Snapshot snapshot = snapshot(result, List.copyOf(schedules.values()));
      // Samples of a hundred targets between their scrapes would be most of the heap.
      last = snapshot.withoutSamples();
      observer.accept(snapshot);
    } finally {
      if (next != null) {
        start(next);
      }
    }
  }

  private Snapshot snapshot(Progress.Result result, List<Schedule<F>> scheduled) {
    List<Task.Result> results = new ArrayList<>(result.collectors());
    if (result.up()) {
      scheduled.forEach(schedule -> schedule.result().ifPresent(results::add));
    }
    SnapshotBuilder builder = new SnapshotBuilder(result, results, state.time().now());
    Snapshot collected = builder.build();
    ScrapeFamilies.Scrape scrape;
    synchronized (runs) {
      scrape = new ScrapeFamilies.Scrape(collected, scrapes, total);
    }
    return builder.with(state.store().scrapeFamilies(), scrape).build();
  }

  /** The last run's snapshot without its samples; null before the first has ended. */
  public @Nullable Snapshot last() {
    return last;
  }

  /** How many scrapes joined a run of another. */
  public long shared() {
    synchronized (runs) {
      return shared;
    }
  }

  /** Tries anew what was refused, and asks all facts again: for a reload. */
  public void refresh() {
    state.forget();
  }

  /** Closes the connections; a run under way ends with what it has. */
  @Override
  public void close() {
    schedules.values().forEach(Schedule::close);
    state.first().close();
    state.second().close();
    List<Run<F>> underWay;
    synchronized (runs) {
      underWay = List.copyOf(runs);
    }
    underWay.forEach(Run::end);
  }
}
