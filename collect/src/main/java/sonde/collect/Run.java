package sonde.collect;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a node over one of its connections, on a thread of its own: connects if need be, asks
 * the identity and what the collectors need, and has what would hold up the batch asked on the
 * second connection. Ends when all are done or at the deadline, whichever comes first.
 */
final class Run<F extends Facts> {
  private final NodeState<F> node;
  private final Lane lane;
  private final Deadline deadline;
  private final BiConsumer<Run<F>, Progress.Result> atEnd;
  private final Set<String> names = new HashSet<>();
  private final Progress<F> progress;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CompletableFuture<Progress.Result> done = new CompletableFuture<>();
  private volatile Time.@Nullable Alarm alarm;
  private int parts = 1;
  private boolean heard;

  /**
   * Prepares a run.
   *
   * @param atEnd is told what it gave, once and before anybody else
   */
  Run(
      NodeState<F> node,
      Lane lane,
      List<NodeCollector<F>> members,
      Deadline deadline,
      BiConsumer<Run<F>, Progress.Result> atEnd) {
    this.node = node;
    this.lane = lane;
    this.deadline = deadline;
    this.atEnd = atEnd;
    members.forEach(member -> names.add(member.name()));
    this.progress = new Progress<>(node, members, deadline.remaining(), this::collectAside);
  }

  /** Hands over what the run gave once it has ended, at its deadline at the latest. */
  void whenDone(Consumer<Progress.Result> then) {
    var _ = done.thenAccept(then);
  }

  /** What there is now. */
  Progress.Result soFar() {
    return progress.soFar();
  }

  /** Whether it asks all these collectors, and has not come to its deadline. */
  boolean covers(List<NodeCollector<F>> wanted) {
    return !deadline.passed() && wanted.stream().allMatch(member -> names.contains(member.name()));
  }

  void execute() {
    try {
      Time.Alarm waiting = node.at(deadline, this::end);
      alarm = waiting;
      if (ended.get()) {
        waiting.cancel();
        return;
      }
      if (deadline.passed()) {
        throw new FailedException(
            Failure.Kind.TIMEOUT, "the node was busy with other scrapes until the deadline");
      }
      progress.begin();
      try (Lane.Turn turn = lane.turn(deadline)) {
        converse(turn);
      }
    } catch (FailedException e) {
      progress.broken(e.failure());
    } catch (RuntimeException | Error e) {
      progress.broken(Failures.bug("the run", e));
    } finally {
      partEnded();
    }
  }

  private void converse(Lane.Turn turn) throws FailedException {
    if (!exchange(turn, turn.open(deadline))) {
      // What the server is may have changed with the connection, so all of it is asked anew.
      exchange(turn, turn.open(deadline));
    }
  }

  /** Asks all; returns whether that is done, or the connection was found dead. */
  private boolean exchange(Lane.Turn turn, @Nullable Duration connecting) throws FailedException {
    List<Request<?>> identity = progress.connected(connecting);
    if ((connecting != null || !progress.knowsFacts()) && !ask(turn, identity, connecting)) {
      return false;
    }
    Plan<F> plan = progress.plan(lane != node.second());
    if (plan == null) {
      return true;
    }
    if (!plan.aside().isEmpty()) {
      inPart(() -> askAside(plan.aside()));
    }
    return plan.batch().isEmpty() || ask(turn, plan.batch(), connecting);
  }

  private boolean ask(Lane.Turn turn, List<Request<?>> requests, @Nullable Duration connecting)
      throws FailedException {
    Exchange exchange = new Exchange(node.time(), requests, progress);
    try {
      turn.ask(exchange, deadline);
      heard = true;
      return true;
    } catch (FailedException e) {
      if (!heard && Lane.foundDead(e, connecting, exchange, deadline)) {
        return false;
      }
      progress.unanswered(exchange, e.failure());
      throw e;
    }
  }

  private void askAside(List<Request<?>> requests) {
    try (Lane.Turn turn = node.second().turn(deadline)) {
      for (Request<?> request : requests) {
        Deadline own = progress.deadlineOf(request, deadline);
        Exchange exchange = new Exchange(node.time(), List.of(request), progress);
        try {
          if (deadline.passed()) {
            throw new FailedException(
                Failure.Kind.TIMEOUT, "no time was left to ask " + request.name());
          }
          turn.connectAndAsk(exchange, own);
        } catch (FailedException e) {
          progress.unanswered(exchange, e.failure());
        }
      }
    } catch (FailedException e) {
      progress.unasked(requests, e.failure());
    }
  }

  private void collectAside(Task<F> task) {
    inPart(
        () -> {
          try (Lane.Turn turn = node.second().turn(deadline)) {
            Duration timeout = task.timeout();
            Deadline own = timeout == null ? deadline : deadline.atMost(timeout);
            progress.collect(task, new LaneSession(turn, own, node));
          } catch (FailedException e) {
            progress.fail(task, e.failure());
          }
        });
  }

  /** Has something done on a thread of its own; the run ends only when that has ended too. */
  private void inPart(Runnable work) {
    synchronized (this) {
      parts++;
    }
    try {
      node.executor()
          .execute(
              () -> {
                try {
                  work.run();
                } finally {
                  partEnded();
                }
              });
    } catch (RejectedExecutionException e) {
      // The process is ending; what waits for this part is reported as late.
      partEnded();
    }
  }

  private void partEnded() {
    boolean last;
    synchronized (this) {
      last = --parts == 0;
    }
    if (last) {
      end();
    }
  }

  /** Cannot even begin. */
  void fail(Failure why) {
    progress.broken(why);
    end();
  }

  /** Ends it with what there is. */
  void end() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Time.Alarm waiting = alarm;
    if (waiting != null) {
      waiting.cancel();
    }
    Progress.Result result = progress.end();
    try {
      atEnd.accept(this, result);
    } finally {
      done.complete(result);
    }
  }
}
