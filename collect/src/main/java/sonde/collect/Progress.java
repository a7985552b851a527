package sonde.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is: takes the answers, lets each collector at them as soon as it has all of its
 * own, and tells at any time what there is. Answers come from up to two threads and the deadline's
 * alarm from a third; this object's lock guards all of it.
 */
final class Progress<F extends Facts> implements Link.Handler {
  private final NodeState<F> node;
  private final List<NodeCollector<F>> members;
  private final Consumer<Task<F>> askingMore;
  private final long started;

  private final Map<Request<?>, Answer> answers = new HashMap<>();
  private final Set<Request<?>> identity = new LinkedHashSet<>();
  private List<Task<F>> tasks = List.of();
  private @Nullable F known;
  private @Nullable F facts;
  private @Nullable Failure failure;
  private @Nullable Duration connect;
  private boolean up;
  private boolean ended;
  private long lastAnswer;

  /** What a run gave. */
  record Result(
      boolean up,
      @Nullable Failure failure,
      @Nullable Facts facts,
      List<Task.Result> collectors,
      Duration took,
      @Nullable Duration connect) {}

  /** An answer, or why there is none. */
  private sealed interface Answer {}

  private record Given(Object value) implements Answer {}

  private record Missing(Failure why) implements Answer {}

  /**
   * Begins.
   *
   * @param askingMore gets the tasks whose collectors ask second questions, once they can begin
   */
  Progress(NodeState<F> node, List<NodeCollector<F>> members, Consumer<Task<F>> askingMore) {
    this.node = node;
    this.members = members;
    this.askingMore = askingMore;
    this.started = node.time().nanos();
    this.lastAnswer = started;
    this.facts = node.facts();
  }

  /**
   * There is a connection.
   *
   * @param connecting how long that took; null when it was open already
   * @return the identity to be asked
   */
  synchronized List<Request<?>> connected(@Nullable Duration connecting) {
    connect = connecting;
    lastAnswer = node.time().nanos();
    known = connecting == null ? node.knownFacts() : null;
    identity.clear();
    identity.addAll(node.store().identity(known));
    return List.copyOf(identity);
  }

  /** Whether the facts are there without asking. */
  synchronized boolean knowsFacts() {
    return facts != null;
  }

  /** Plans what is asked; empty when the identity showed that there is no use. */
  synchronized @Nullable Plan<F> plan(Duration budget, boolean mayMove) {
    F now = facts;
    if (ended || failure != null || now == null) {
      return null;
    }
    Plan<F> plan = Plan.of(members, now, identity, node.log(), budget, mayMove);
    tasks = plan.tasks();
    plan.heldBack().forEach((request, why) -> answers.putIfAbsent(request, new Missing(why)));
    plan.batch().removeIf(answers::containsKey);
    for (Task<F> task : tasks) {
      boolean ready = task.isReady();
      for (Request<?> request : task.requests()) {
        if (answers.containsKey(request)) {
          ready |= task.settled(request, Duration.ZERO);
        }
      }
      if (ready && !task.isDone()) {
        begin(task);
      }
    }
    return plan;
  }

  @Override
  public <T> void answered(Request<T> request, T answer, Duration took) {
    node.log().answered(request, took);
    settle(request, new Given(answer), took);
  }

  @Override
  public void refused(Request<?> request, Failure why, Duration took) {
    node.log().refused(request, why, took);
    settle(request, new Missing(why), took);
  }

  /** The connection broke, or the time was up, before these were answered, in their order. */
  synchronized void unanswered(List<Request<?>> requests, Failure why) {
    List<Request<?>> open = new ArrayList<>(requests);
    open.removeAll(answers.keySet());
    if (!open.isEmpty() && why.kind() == Failure.Kind.TIMEOUT) {
      Duration waited = Duration.ofNanos(node.time().nanos() - lastAnswer);
      node.log().timedOut(open.getFirst(), why, waited);
    }
    for (Request<?> request : open) {
      settle(request, new Missing(why), Duration.ZERO);
    }
  }

  /** A collector that asks more did not get to it. */
  synchronized void fail(Task<F> task, Failure why) {
    if (!ended) {
      task.fail(why);
    }
  }

  /** When a request must be answered: by the run's deadline, or the shortest limit of its tasks. */
  synchronized Deadline deadlineOf(Request<?> request, Deadline runs) {
    Deadline own = runs;
    for (Task<F> task : tasks) {
      Duration timeout = task.timeout();
      if (timeout != null && task.requests().contains(request)) {
        own = own.atMost(timeout);
      }
    }
    return own;
  }

  /** The node cannot be talked to. */
  synchronized void broken(Failure why) {
    if (!up && failure == null) {
      failure = why;
    }
  }

  synchronized boolean nothingAnswered() {
    return answers.values().stream().noneMatch(Given.class::isInstance);
  }

  private synchronized void settle(Request<?> request, Answer answer, Duration took) {
    lastAnswer = node.time().nanos();
    if (ended || answers.putIfAbsent(request, answer) != null) {
      return;
    }
    if (identity.remove(request) && identity.isEmpty() && failure == null) {
      identify();
    }
    for (Task<F> task : tasks) {
      if (task.settled(request, took) && !task.isDone()) {
        begin(task);
      }
    }
  }

  private void identify() {
    try {
      F learned = node.store().facts(known, this::get);
      facts = learned;
      up = true;
      node.learn(learned, known == null);
    } catch (FailedException e) {
      failure = e.failure();
    }
  }

  private void begin(Task<F> task) {
    if (task.spec().asksMore()) {
      askingMore.accept(task);
    } else {
      collect(task, NoSession.INSTANCE);
    }
  }

  /** Runs a collector whose answers are there. */
  void collect(Task<F> task, Session session) {
    F now;
    synchronized (this) {
      now = facts;
      if (ended || now == null) {
        return;
      }
    }
    long begun = node.time().nanos();
    SampleSink sink = new SampleSink(task.spec());
    Failure why = null;
    try {
      task.collector().collect(new TaskReplies<>(task, now, this::get, session), sink);
    } catch (FailedException e) {
      why = e.failure();
    } catch (RuntimeException | StackOverflowError e) {
      why = Failures.bug("collector " + task.spec().name(), e);
    }
    synchronized (this) {
      if (ended) {
        return;
      }
      if (why == null) {
        task.succeed(sink, Duration.ofNanos(node.time().nanos() - begun));
      } else {
        task.fail(why);
      }
    }
  }

  private synchronized <T> T get(Request<T> request) throws FailedException {
    return switch (answers.get(request)) {
      case null -> throw new IllegalStateException(request.name() + " was not asked");
      case Missing missing -> throw new FailedException(missing.why);
      case Given given -> {
        @SuppressWarnings("unchecked") // answered() takes only values of the request's own type
        T value = (T) given.value;
        yield value;
      }
    };
  }

  private String identityName() {
    return identity.isEmpty() ? "the connection attempt" : identity.iterator().next().name();
  }

  /** What there is now, for good: what comes later changes nothing. */
  synchronized Result end() {
    Result result = soFar();
    ended = true;
    return result;
  }

  /** What there is now; who is not done has failed for being late. */
  synchronized Result soFar() {
    Duration took = Duration.ofNanos(node.time().nanos() - started);
    Failure down = null;
    if (!up) {
      down = failure == null ? Failures.late(identityName(), took) : failure;
    }
    List<Task.Result> results = new ArrayList<>();
    for (Task<F> task : tasks) {
      results.add(task.resultOr(down == null ? Failures.late(task.awaited(), took) : down));
    }
    if (tasks.isEmpty() && down != null) {
      for (NodeCollector<F> member : members) {
        results.add(new Task<>(member, List.of()).resultOr(down));
      }
    }
    return new Result(up, down, facts, results, took, connect);
  }
}
