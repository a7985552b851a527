package sonde.redis;

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
import java.util.stream.Collectors;
import sonde.collect.Assignment;
import sonde.collect.Collector;
import sonde.collect.CollectorReport;
import sonde.collect.Deadline;
import sonde.collect.Exposition;
import sonde.collect.FamilySamples;
import sonde.collect.Format;
import sonde.collect.Labels;
import sonde.collect.Node;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;
import sonde.collect.SystemTime;
import sonde.redisclient.RedisConnector;

/** A node as the exporter has it, scraped in the calling thread. */
final class Scraper implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final SystemTime time = new SystemTime();
  private final Node<RedisFacts> node;

  private Scraper(
      RedisConnector connector, Collection<? extends Collector<RedisFacts>> collectors) {
    this.node =
        new Node<>(
            new RedisStore(connector, () -> 0),
            collectors.stream().map(Scraper::assignment).toList(),
            time,
            Runnable::run,
            new Random(1),
            snapshot -> {});
  }

  private static Assignment<RedisFacts> assignment(Collector<RedisFacts> collector) {
    return Assignment.of(collector);
  }

  /** All collectors that are on by default. */
  static Scraper ofDefaults(RedisConnector connector) {
    return of(connector, defaults());
  }

  static Scraper of(
      RedisConnector connector, Collection<? extends Collector<RedisFacts>> collectors) {
    return new Scraper(connector, collectors);
  }

  static List<Collector<RedisFacts>> defaults() {
    return RedisCollectors.all().stream().filter(c -> c.spec().onByDefault()).toList();
  }

  static Collector<RedisFacts> named(String name) {
    return RedisCollectors.all().stream()
        .filter(collector -> collector.spec().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  Snapshot scrape() {
    CompletableFuture<Snapshot> snapshot = node.scrape(Set.of(), Deadline.in(time, TIMEOUT));
    return snapshot.join();
  }

  /** What a scrape of one collector gives, in the text format without help. */
  static String scrape(RedisConnector connector, Collector<RedisFacts> collector) {
    return scrape(connector, List.of(collector));
  }

  static String scrape(
      RedisConnector connector, Collection<? extends Collector<RedisFacts>> collectors) {
    try (Scraper scraper = of(connector, collectors)) {
      Snapshot snapshot = scraper.scrape();
      Map<String, Outcome> failed = new TreeMap<>(outcomes(snapshot));
      failed.values().removeIf(outcome -> !(outcome instanceof Outcome.Failed));
      if (!failed.isEmpty()) {
        throw new AssertionError(failed);
      }
      return withoutHelp(text(samples(snapshot)));
    }
  }

  /** A snapshot in the text format, in the default namespace. */
  static String text(Snapshot snapshot) {
    return text(snapshot.families());
  }

  private static String text(List<FamilySamples> families) {
    Exposition exposition = new Exposition();
    exposition.add(
        new Exposition.Block("redis", Labels.none(), Labels.none(), Labels.none(), families));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      exposition.write(Format.TEXT, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The families of the collectors, without those of the scrape itself. */
  private static List<FamilySamples> samples(Snapshot snapshot) {
    Set<String> ofScrape =
        new RedisScrapeFamilies(() -> 0)
            .spec().families().stream().map(f -> f.name()).collect(Collectors.toSet());
    return snapshot.families().stream()
        .filter(family -> !ofScrape.contains(family.family().name()))
        .toList();
  }

  private static String withoutHelp(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("# HELP "))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
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
