package sonde.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is: takes the answers, lets each collector at them as soon as it has all of its own
 * and the server is known to be there, and tells at any time what there is. Answers come from up to
 * two threads and the deadline from a third; this object's lock guards all of it. Collectors run
 * outside the lock, so that none holds up the deadline.
 */
final class Progress<F extends Facts> implements Link.Handler {
  private final NodeState<F> node;
  private final List<NodeCollector<F>> members;
  private final Duration slow;
  private final Consumer<Task<F>> askingMore;
  private long started;

  private final Map<Request<?>, Settled> answers = new HashMap<>();
  private final Set<Request<?>> identity = new LinkedHashSet<>();
  private final Set<Request<?>> aside = new HashSet<>();
  private List<Task<F>> tasks = List.of();
  private @Nullable F known;
  private @Nullable F facts;
  private @Nullable Failure failure;
  private @Nullable Duration connect;
  private boolean up;
  private boolean ended;

  /** What a run gave. */
  record Result(
      boolean up,
      @Nullable Failure failure,
      @Nullable Facts facts,
      List<Task.Result> collectors,
      Duration took,
      @Nullable Duration connect) {}

  /**
   * Of a run that has not begun.
   *
   * @param budget the time that the run has
   * @param askingMore gets the tasks whose collectors ask second questions, once they can begin
   */
  Progress(
      NodeState<F> node,
      List<NodeCollector<F>> members,
      Duration budget,
      Consumer<Task<F>> askingMore) {
    this.node = node;
    this.members = members;
    this.slow = budget.dividedBy(5);
    this.askingMore = askingMore;
    this.started = node.time().nanos();
  }

  /** The run's turn has come. */
  synchronized void begin() {
    started = node.time().nanos();
    facts = node.facts();
  }

  /**
   * There is a connection.
   *
   * @param connecting how long that took; null when it was open already
   * @return the identity to be asked
   */
  synchronized List<Request<?>> connected(@Nullable Duration connecting) {
    connect = connecting;
    known = connecting == null ? node.knownFacts() : null;
    identity.clear();
    identity.addAll(node.store().identity(known));
    return List.copyOf(identity);
  }

  /** Whether the facts are there without asking. */
  synchronized boolean knowsFacts() {
    return facts != null;
  }

  /** Plans what is asked; null when the identity showed that there is no use. */
  @Nullable Plan<F> plan(boolean mayMove) {
    Plan<F> plan;
    List<Task<F>> ready;
    synchronized (this) {
      F now = facts;
      if (ended || failure != null || now == null) {
        return null;
      }
      Set<Request<?>> taken = new HashSet<>(answers.keySet());
      taken.addAll(aside);
      plan = Plan.of(members, now, identity, taken, node.log(), slow, mayMove);
      aside.addAll(plan.aside());
      plan.heldBack()
          .forEach((request, why) -> answers.put(request, new Settled.Missing(why, Duration.ZERO)));
      tasks = plan.tasks();
      for (Task<F> task : tasks) {
        for (Request<?> request : task.requests()) {
          Settled answer = answers.get(request);
          if (answer != null) {
            task.settled(request, answer.took());
          }
        }
      }
      ready = ready();
    }
    ready.forEach(this::begin);
    return plan;
  }

  @Override
  public <T> void answered(Request<T> request, T answer, Duration took) {
    node.log().answered(request, took);
    settle(request, new Settled.Given(answer, took));
  }

  @Override
  public void refused(Request<?> request, Failure why, Duration took) {
    node.log().refused(request, why, took);
    settle(request, new Settled.Missing(why, took));
  }

  /**
   * The connection broke, or the time was up, before all were answered. Only the one that the
   * server was at is to blame for the time, and only if it took long: not those queued behind it.
   */
  void unanswered(Exchange exchange, Failure why) {
    Request<?> awaited = exchange.awaited();
    if (awaited != null
        && why.kind() == Failure.Kind.TIMEOUT
        && exchange.waited().compareTo(slowFor(awaited)) > 0) {
      node.log().timedOut(awaited, why, exchange.waited());
    }
    unasked(exchange.open(), why);
  }

  /** These were not even sent. */
  void unasked(List<Request<?>> requests, Failure why) {
    for (Request<?> request : requests) {
      settle(request, new Settled.Missing(why, Duration.ZERO));
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
    Duration limit = Task.limitOf(request, tasks);
    return limit == null ? runs : runs.atMost(limit);
  }

  private synchronized Duration slowFor(Request<?> request) {
    Duration limit = Task.limitOf(request, tasks);
    return limit == null || limit.dividedBy(5).compareTo(slow) > 0 ? slow : limit.dividedBy(5);
  }

  /** The node cannot be talked to. */
  synchronized void broken(Failure why) {
    if (!up && failure == null) {
      failure = why;
    }
  }

  private void settle(Request<?> request, Settled answer) {
    List<Task<F>> ready;
    synchronized (this) {
      if (ended) {
        return;
      }
      if (identity.remove(request)) {
        answers.put(request, answer);
        if (identity.isEmpty() && failure == null) {
          identify();
        }
      } else if (answers.putIfAbsent(request, answer) != null) {
        return;
      }
      tasks.forEach(task -> task.settled(request, answer.took()));
      ready = ready();
    }
    ready.forEach(this::begin);
  }

  private void identify() {
    try {
      F learned = node.store().facts(known, this::get);
      facts = learned;
      up = true;
      node.learn(learned, known == null);
    } catch (FailedException e) {
      failure = e.failure();
    } catch (RuntimeException | Error e) {
      failure = Failures.bug("what the server says of itself", e);
    }
  }

  /** The tasks that can begin, each returned once: none before the server has said who it is. */
  private List<Task<F>> ready() {
    return up ? tasks.stream().filter(Task::begins).toList() : List.of();
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
    } catch (RuntimeException | Error e) {
      // Whatever it is, it must cost nobody else. When memory runs out, the JVM ends by its option.
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
      case Settled.Missing missing -> throw new FailedException(missing.why());
      case Settled.Given given -> {
        @SuppressWarnings("unchecked") // answered() takes only values of the request's own type
        T value = (T) given.value();
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
      results.add(task.resultOr(down == null ? task.late(took) : down));
    }
    if (tasks.isEmpty()) {
      Failure why = down == null ? Failures.late("the server's identity", took) : down;
      for (NodeCollector<F> member : members) {
        results.add(new Task<>(member, List.of()).resultOr(why));
      }
    }
    return new Result(up, down, facts, results, took, connect);
  }
}
