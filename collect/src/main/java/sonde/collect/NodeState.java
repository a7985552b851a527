package sonde.collect;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What the runs of a node share: its store, connections, memory of requests, and facts. */
final class NodeState<F extends Facts> {
  static final Duration FACTS_LAST = Duration.ofMinutes(10);

  private final Store<F> store;
  private final Time time;
  private final Executor executor;
  private final Lane first;
  private final Lane second;
  private final RequestLog log;
  private volatile @Nullable Learned<F> learned;

  /** Facts, and when they were asked for in full. */
  private record Learned<F>(F facts, long since) {}

  NodeState(Store<F> store, Time time, Executor executor) {
    this.store = store;
    this.time = time;
    this.executor = executor;
    this.first = new Lane(store, time);
    this.second = new Lane(store, time);
    this.log = new RequestLog(time);
  }

  Store<F> store() {
    return store;
  }

  Time time() {
    return time;
  }

  Executor executor() {
    return executor;
  }

  /**
   * Has something done at a moment, on a thread of the executor: the clock's own thread serves all
   * nodes and must not wait for one.
   */
  Time.Alarm at(Deadline moment, Runnable action) {
    return time.at(
        moment.nanos(),
        () -> {
          try {
            executor.execute(action);
          } catch (RejectedExecutionException e) {
            // The process is ending; still nobody may be left waiting.
            action.run();
          }
        });
  }

  /** The connection of the scrapes. */
  Lane first() {
    return first;
  }

  /** The connection of what is slow, scheduled or asks more. */
  Lane second() {
    return second;
  }

  RequestLog log() {
    return log;
  }

  @Nullable F facts() {
    Learned<F> now = learned;
    return now == null ? null : now.facts;
  }

  /** What of the facts need not be asked again; null when all of it must. */
  @Nullable F knownFacts() {
    Learned<F> now = learned;
    boolean lasting = now != null && time.nanos() - now.since < FACTS_LAST.toNanos();
    return now != null && lasting ? now.facts : null;
  }

  synchronized void learn(F facts, boolean inFull) {
    Learned<F> before = learned;
    if (inFull) {
      learned = new Learned<>(facts, time.nanos());
    } else if (before != null) {
      // Without the rest, which was forgotten meanwhile, a part is not enough.
      learned = new Learned<>(facts, before.since);
    }
  }

  /** Forgets what was learned of the server and of requests, so that all is tried anew. */
  synchronized void forget() {
    learned = null;
    log.clear();
  }
}
