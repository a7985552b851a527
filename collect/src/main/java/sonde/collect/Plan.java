package sonde.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
   * @param budget the time that the run has
   * @param mayMove whether slow requests may leave the batch: not when the run itself has the
   *     second connection
   */
  static <F extends Facts> Plan<F> of(
      List<NodeCollector<F>> members,
      F facts,
      Set<Request<?>> identity,
      RequestLog log,
      Duration budget,
      boolean mayMove) {
    List<Task<F>> tasks = new ArrayList<>();
    SequencedSet<Request<?>> batch = new LinkedHashSet<>();
    SequencedSet<Request<?>> aside = new LinkedHashSet<>();
    Map<Request<?>, Failure> heldBack = new LinkedHashMap<>();
    Duration slow = budget.dividedBy(5);
    for (NodeCollector<F> member : members) {
      Task<F> task = task(member, facts);
      tasks.add(task);
      for (Request<?> request : task.requests()) {
        Optional<Failure> held = log.heldBack(request);
        if (identity.contains(request)) {
          continue;
        }
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
    List<Request<?>> ordered = new ArrayList<>(batch);
    ordered.sort(Comparator.comparing(log::lastTook));
    ordered.addAll(0, identity);
    return new Plan<>(tasks, ordered, List.copyOf(aside), heldBack);
  }

  private static <F extends Facts> Task<F> task(NodeCollector<F> member, F facts) {
    Optional<String> lacking =
        member.spec().unsupportedBy(facts.server()).or(() -> member.collector().lacking(facts));
    if (lacking.isPresent()) {
      Task<F> task = new Task<>(member, List.of());
      task.end(new Outcome.Unsupported(lacking.get()));
      return task;
    }
    return new Task<>(member, member.collector().requests(facts));
  }
}
