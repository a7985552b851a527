package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A node with a scripted store, a clock and an executor that the test moves. */
final class Scene {
  static final Duration LIMIT = Duration.ofSeconds(10);

  final FakeTime time = new FakeTime();
  final FakeStore store = new FakeStore(time);
  final StepExecutor executor = new StepExecutor();
  final List<Snapshot> observed = new ArrayList<>();
  final Node<Facet> node;

  private Scene(List<Assignment<Facet>> assignments) {
    node = new Node<>(store, assignments, time, executor, new NoJitter(), observed::add);
  }

  /** Neither early nor late. */
  private static final class NoJitter implements RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public double nextDouble() {
      return 0.5;
    }
  }

  static Scene of(FakeCollector... collectors) {
    return new Scene(Stream.of(collectors).map(c -> Assignment.<Facet>of(c)).toList());
  }

  static Scene of(List<Assignment<Facet>> assignments) {
    return new Scene(assignments);
  }

  Snapshot scrape(String... collectors) {
    return scrape(LIMIT, collectors);
  }

  Snapshot scrape(Duration limit, String... collectors) {
    return end(begin(limit, collectors));
  }

  CompletableFuture<Snapshot> begin(Duration limit, String... collectors) {
    return node.scrape(Set.of(collectors), Deadline.in(time, limit));
  }

  Snapshot end(CompletableFuture<Snapshot> scrape) {
    executor.run();
    assertTrue(scrape.isDone(), "the scrape has not ended");
    return scrape.join();
  }

  /** Time passes, and what is due is done. */
  void pass(Duration duration) {
    time.advance(duration);
    executor.run();
  }

  static Outcome outcome(Snapshot snapshot, String collector) {
    return report(snapshot, collector)
        .orElseThrow(() -> new AssertionError("no report of " + collector + ": " + snapshot))
        .outcome();
  }

  static Optional<CollectorReport> report(Snapshot snapshot, String collector) {
    return snapshot.collectors().stream().filter(r -> r.collector().equals(collector)).findFirst();
  }

  static boolean succeeded(Snapshot snapshot, String collector) {
    return outcome(snapshot, collector) instanceof Outcome.Success && has(snapshot, collector);
  }

  /** Why it failed. */
  static Failure failure(Snapshot snapshot, String collector) {
    if (outcome(snapshot, collector) instanceof Outcome.Failed(Failure failure)) {
      return failure;
    }
    throw new AssertionError(collector + " did not fail: " + outcome(snapshot, collector));
  }

  static boolean has(Snapshot snapshot, String family) {
    return snapshot.families().stream().anyMatch(f -> f.family().name().equals(family));
  }

  static double value(Snapshot snapshot, Family family) {
    return snapshot.families().stream()
        .filter(f -> f.family() == family)
        .findFirst()
        .map(f -> Budget.value(f.samples().getFirst()))
        .orElseThrow();
  }
}
