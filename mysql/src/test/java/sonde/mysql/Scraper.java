package sonde.mysql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import sonde.collect.Assignment;
import sonde.collect.Collector;
import sonde.collect.CollectorReport;
import sonde.collect.Deadline;
import sonde.collect.Exposition;
import sonde.collect.Format;
import sonde.collect.Labels;
import sonde.collect.Node;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;
import sonde.collect.Store;
import sonde.collect.SystemTime;

/** A node as the exporter has it. */
final class Scraper implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final SystemTime time = new SystemTime();
  private final Node<MySqlFacts> node;

  private Scraper(Store<MySqlFacts> store, Collection<? extends Collector<MySqlFacts>> collectors) {
    this.node =
        new Node<>(
            store,
            collectors.stream().map(Scraper::assignment).toList(),
            time,
            Thread::startVirtualThread,
            new Random(1),
            snapshot -> {});
  }

  private static Assignment<MySqlFacts> assignment(Collector<MySqlFacts> collector) {
    return Assignment.of(collector);
  }

  /** All collectors that are on by default. */
  static Scraper ofDefaults(Store<MySqlFacts> store) {
    return of(store, defaults());
  }

  static Scraper of(
      Store<MySqlFacts> store, Collection<? extends Collector<MySqlFacts>> collectors) {
    return new Scraper(store, collectors);
  }

  static List<Collector<MySqlFacts>> defaults() {
    return MySqlCollectors.all().stream().filter(c -> c.spec().onByDefault()).toList();
  }

  static Collector<MySqlFacts> named(String name) {
    return MySqlCollectors.all().stream()
        .filter(collector -> collector.spec().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Snapshot scrape() {
    return begin(TIMEOUT).join();
  }

  CompletableFuture<Snapshot> begin(Duration within) {
    return node.scrape(Set.of(), Deadline.in(time, within));
  }

  /** A snapshot in the text format, in the default namespace. */
  static String text(Snapshot snapshot) {
    Exposition exposition = new Exposition();
    exposition.add(
        new Exposition.Block(
            "mysql", Labels.none(), Labels.none(), Labels.none(), snapshot.families()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      exposition.write(Format.TEXT, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  static Map<String, Outcome> outcomes(Snapshot snapshot) {
    return snapshot.collectors().stream()
        .collect(Collectors.toMap(CollectorReport::collector, CollectorReport::outcome));
  }

  /** The names of the collectors that failed. */
  static Set<String> failed(Snapshot snapshot) {
    return snapshot.collectors().stream()
        .filter(report -> report.outcome() instanceof Outcome.Failed)
        .map(CollectorReport::collector)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    node.close();
    time.close();
  }
}
