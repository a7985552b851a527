package sonde.collect;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
  private final Set<String> names = new HashSet<>();
  private final Progress<F> progress;
  private final CompletableFuture<Progress.Result> done = new CompletableFuture<>();
  private int parts = 1;

  Run(NodeState<F> node, Lane lane, List<NodeCollector<F>> members, Deadline deadline) {
    this.node = node;
    this.lane = lane;
    this.deadline = deadline;
    members.forEach(member -> names.add(member.name()));
    this.progress = new Progress<>(node, members, this::collectAside);
  }

  /** Hands over what the run gave once it has ended, at its deadline at the latest. */
  void whenDone(Consumer<Progress.Result> then) {
    var _ = done.thenAccept(then);
  }

  /** What there is now. */
  Progress.Result soFar() {
    return progress.soFar();
  }

  /** Whether it asks all these collectors. */
  boolean covers(List<NodeCollector<F>> wanted) {
    return wanted.stream().allMatch(member -> names.contains(member.name()));
  }

  void execute() {
    Time.Alarm alarm = node.time().at(deadline.nanos(), this::end);
    try (Lane.Turn turn = lane.turn(deadline)) {
      converse(turn);
    } catch (FailedException e) {
      progress.broken(e.failure());
    } catch (RuntimeException e) {
      progress.broken(Failures.bug("the store's connection", e));
    } finally {
      alarm.cancel();
      partEnded();
    }
  }

  private void converse(Lane.Turn turn) throws FailedException {
    Duration connecting = turn.open(deadline);
    List<Request<?>> identity = progress.connected(connecting);
    if (connecting != null || !progress.knowsFacts()) {
      ask(turn, identity);
    }
    Plan<F> plan = progress.plan(deadline.remaining(), lane != node.second());
    if (plan == null) {
      return;
    }
    if (!plan.aside().isEmpty()) {
      inPart(() -> askAside(plan.aside()));
    }
    try {
      turn.link().ask(plan.batch(), deadline, progress);
    } catch (FailedException e) {
      if (!foundDead(e.failure(), connecting)) {
        progress.unanswered(plan.batch(), e.failure());
        throw e;
      }
      progress.connected(turn.open(deadline));
      ask(turn, plan.batch());
    }
  }

  /** Whether a kept-open connection turned out to have been closed by the server meanwhile. */
  private boolean foundDead(Failure failure, @Nullable Duration connecting) {
    return failure.kind() == Failure.Kind.UNREACHABLE
        && connecting == null
        && progress.nothingAnswered()
        && !deadline.passed();
  }

  private void ask(Lane.Turn turn, List<Request<?>> requests) throws FailedException {
    try {
      turn.link().ask(requests, deadline, progress);
    } catch (FailedException e) {
      progress.unanswered(requests, e.failure());
      throw e;
    }
  }

  private void askAside(List<Request<?>> requests) {
    try (Lane.Turn turn = node.second().turn(deadline)) {
      for (Request<?> request : requests) {
        Deadline own = progress.deadlineOf(request, deadline);
        try {
          turn.open(own);
          turn.link().ask(List.of(request), own, progress);
        } catch (FailedException e) {
          progress.unanswered(List.of(request), e.failure());
        }
      }
    } catch (FailedException e) {
      progress.unanswered(requests, e.failure());
    }
  }

  private void collectAside(Task<F> task) {
    inPart(
        () -> {
          Duration timeout = task.timeout();
          Deadline own = timeout == null ? deadline : deadline.atMost(timeout);
          try (Lane.Turn turn = node.second().turn(own)) {
            progress.collect(task, new LaneSession(turn, own));
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
    node.executor()
        .execute(
            () -> {
              try {
                work.run();
              } finally {
                partEnded();
              }
            });
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

  private void end() {
    done.complete(progress.end());
  }
}
