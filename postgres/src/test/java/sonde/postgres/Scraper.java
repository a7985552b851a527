package sonde.postgres;

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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sonde.collect.Assignment;
import sonde.collect.Collector;
import sonde.collect.CollectorReport;
import sonde.collect.Deadline;
import sonde.collect.Exposition;
import sonde.collect.Family;
import sonde.collect.Format;
import sonde.collect.Labels;
import sonde.collect.Node;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;
import sonde.collect.Spec;
import sonde.collect.SystemTime;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** A node as the exporter has it. */
final class Scraper implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final SystemTime time = new SystemTime();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Node<PostgresFacts> node;

  private Scraper(
      PostgresConnector connector, Collection<? extends Collector<PostgresFacts>> collectors) {
    this.node =
        new Node<>(
            new PostgresStore(connector),
            collectors.stream().map(Scraper::assignment).toList(),
            time,
            threads,
            new Random(1),
            snapshot -> {});
  }

  private static Assignment<PostgresFacts> assignment(Collector<PostgresFacts> collector) {
    return Assignment.of(collector);
  }

  /** All collectors that are on by default. */
  static Scraper ofDefaults(PostgresConnector connector) {
    return of(connector, defaults());
  }

  /** All collectors. */
  static Scraper ofAll(PostgresConnector connector) {
    return of(connector, PostgresCollectors.all());
  }

  static Scraper of(
      PostgresConnector connector, Collection<? extends Collector<PostgresFacts>> collectors) {
    return new Scraper(connector, collectors);
  }

  static List<Collector<PostgresFacts>> defaults() {
    return PostgresCollectors.all().stream().filter(c -> c.spec().onByDefault()).toList();
  }

  /** A collector of one query with one row, whose column value is the metric of its name. */
  static Collector<PostgresFacts> asking(String name, String sql) {
    Family family = Family.gauge(name, "A test's.");
    return new QueryCollector<>(
        Spec.named(name, "A test's.").emits(family).onByDefault(),
        Query.of(name, sql).value(family, "value").build());
  }

  Snapshot scrape() {
    return scrape(TIMEOUT);
  }

  Snapshot scrape(Duration within) {
    return begin(within).join();
  }

  CompletableFuture<Snapshot> begin(Duration within) {
    return node.scrape(Set.of(), Deadline.in(time, within));
  }

  /** A snapshot in the text format, in the default namespace. */
  static String text(Snapshot snapshot) {
    Exposition exposition = new Exposition();
    exposition.add(
        new Exposition.Block(
            "pg", Labels.none(), Labels.none(), Labels.none(), snapshot.families()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      exposition.write(Format.TEXT, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The collectors that failed, and why. */
  static Map<String, String> failed(Snapshot snapshot) {
    Map<String, String> failed = new TreeMap<>();
    for (CollectorReport report : snapshot.collectors()) {
      if (report.outcome() instanceof Outcome.Failed(var failure)) {
        failed.put(report.collector(), failure.kind() + " " + failure.message());
      }
    }
    return failed;
  }

  /** The collectors for which the server has nothing, and why. */
  static Map<String, String> unsupported(Snapshot snapshot) {
    Map<String, String> unsupported = new TreeMap<>();
    for (CollectorReport report : snapshot.collectors()) {
      if (report.outcome() instanceof Outcome.Unsupported(String reason)) {
        unsupported.put(report.collector(), reason);
      }
    }
    return unsupported;
  }

  @Override
  public void close() {
    node.close();
    threads.close();
    time.close();
  }
}
