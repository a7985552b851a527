package sonde.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * What a run asks: in the batch, identity first and the rest by how long it took last time; aside,
 * one by one on the second connection, what took over a fifth of the time or has a limit of its
 * own; and what is left alone for now.
 *
 * @param tasks one for each collector
 * @param batch in the order in which it is asked
 * @param aside asked one by one on the second connection
 * @param heldBack not asked, and why
 */
record Plan<F extends Facts>(
    List<Task<F>> tasks,
    List<Request<?>> batch,
    List<Request<?>> aside,
    Map<Request<?>, Failure> heldBack) {

  /**
   * Makes a plan.
   *
   * @param identity asked in any case, before the rest
   * @param taken not to be asked: answered, or on its way
   * @param slow what took longer than this leaves the batch
   * @param mayMove whether slow requests may leave the batch: not when the run itself has the
   *     second connection
   */
  static <F extends Facts> Plan<F> of(
      List<NodeCollector<F>> members,
      F facts,
      Set<Request<?>> identity,
      Set<Request<?>> taken,
      RequestLog log,
      Duration slow,
      boolean mayMove) {
    List<Task<F>> tasks = new ArrayList<>();
    SequencedSet<Request<?>> batch = new LinkedHashSet<>();
    Set<Request<?>> aside = new LinkedHashSet<>();
    Map<Request<?>, Failure> heldBack = new LinkedHashMap<>();
    for (NodeCollector<F> member : members) {
      Task<F> task = task(member, facts);
      tasks.add(task);
      for (Request<?> request : task.requests()) {
        if (identity.contains(request) || taken.contains(request)) {
          continue;
        }
        Optional<Failure> held = log.heldBack(request);
        if (held.isPresent()) {
          heldBack.put(request, held.get());
        } else if (mayMove
            && (task.timeout() != null || log.lastTook(request).compareTo(slow) > 0)) {
          aside.add(request);
        } else {
          batch.add(request);
        }
      }
    }
    batch.removeAll(aside);
    List<Request<?>> ordered = new ArrayList<>(identity);
    ordered.addAll(ascending(batch, log));
    return new Plan<>(tasks, List.copyOf(ordered), List.copyOf(aside), heldBack);
  }

  /** By the last durations as of now: the other connection may change them meanwhile. */
  private static List<Request<?>> ascending(Set<Request<?>> requests, RequestLog log) {
    Map<Request<?>, Duration> took = new HashMap<>();
    requests.forEach(request -> took.put(request, log.lastTook(request)));
    List<Request<?>> ordered = new ArrayList<>(requests);
    ordered.sort(Comparator.comparing(took::get));
    return ordered;
  }

  private static <F extends Facts> Task<F> task(NodeCollector<F> member, F facts) {
    Optional<String> lacking;
    try {
      lacking =
          member.spec().unsupportedBy(facts.server()).or(() -> member.collector().lacking(facts));
      if (lacking.isEmpty()) {
        return new Task<>(member, List.copyOf(member.collector().requests(facts)));
      }
    } catch (RuntimeException | Error e) {
      Task<F> task = new Task<>(member, List.of());
      task.fail(Failures.bug("collector " + member.name(), e));
      return task;
    }
    Task<F> task = new Task<>(member, List.of());
    task.end(new Outcome.Unsupported(lacking.get()));
    return task;
  }
}
