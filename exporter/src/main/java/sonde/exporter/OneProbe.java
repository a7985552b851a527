package sonde.exporter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import sonde.collect.CollectorReport;
import sonde.collect.Deadline;
import sonde.collect.Exposition;
import sonde.collect.Facts;
import sonde.collect.Failure;
import sonde.collect.Format;
import sonde.collect.Labels;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;
import sonde.collect.SystemTime;
import sonde.config.Suggestion;

/** Scrapes one target of a configuration, once and without a server. */
public final class OneProbe {
  private final ExporterConfig config;
  private final String name;
  private final TargetConfig target;

  private OneProbe(ExporterConfig config, String name, TargetConfig target) {
    this.config = config;
    this.name = name;
    this.target = target;
  }

  /**
   * A probe of a target.
   *
   * @param node the node that it must be at; null for any
   * @throws IllegalArgumentException when there is no such target or node; the message says what
   *     there is
   */
  public static OneProbe of(ExporterConfig config, String name, @Nullable String node) {
    TargetConfig target = config.targets().get(name);
    if (target == null) {
      Set<String> names = new TreeSet<>(config.targets().keySet());
      throw new IllegalArgumentException(
          "there is no target "
              + name
              + Suggestion.near(name, names).map(near -> ", did you mean " + near + "?").orElse(":")
              + " there are "
              + String.join(", ", names));
    }
    if (node != null && !node.equals(target.node())) {
      throw new IllegalArgumentException(
          "target " + name + " has no node " + node + ": there is " + target.node());
    }
    return new OneProbe(config, name, target);
  }

  /**
   * Scrapes and writes the exposition.
   *
   * @param collectors the names of those wanted; empty for all
   * @param problems takes what failed and why, a line each
   * @return whether the target is up
   * @throws IllegalArgumentException for a collector that there is not
   */
  public boolean run(Set<String> collectors, Format format, OutputStream out, PrintWriter problems)
      throws IOException {
    checkNames(collectors);
    Snapshot snapshot = snapshot(collectors);
    Failure failure = snapshot.failure();
    if (failure != null) {
      problems.println(name + ", " + target.node() + ": down: " + failure.message());
    }
    Facts facts = snapshot.facts();
    for (CollectorReport report : snapshot.collectors()) {
      if (failure == null && report.outcome() instanceof Outcome.Failed failed) {
        problems.println(name + ", " + report.collector() + ": " + failed.failure().message());
      } else if (facts != null
          && collectors.contains(report.collector())
          && report.outcome() instanceof Outcome.Unsupported unsupported) {
        problems.println(name + ", " + report.collector() + ": " + unsupported.reason());
      }
    }
    Exposition exposition = new Exposition();
    Scrapes.add(
        exposition, new Scrapes.Scraped(name, target, snapshot), Labels.none(), Labels.none());
    exposition.dropDuplicates();
    exposition.write(format, out);
    return snapshot.up();
  }

  /** What the node is; null when it does not answer. */
  public @Nullable Facts facts() {
    Snapshot snapshot = snapshot(Set.of());
    return snapshot.up() ? snapshot.facts() : null;
  }

  /** What a scrape of these collectors gives. */
  Snapshot snapshot(Set<String> collectors) {
    try (SystemTime time = new SystemTime();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Target opened = target.open(name, context(time, executor))) {
      Deadline deadline = Deadline.in(time, config.limits().scrapeTimeout());
      return opened.scrape(collectors, deadline).join();
    }
  }

  private static TargetContext context(SystemTime time, ExecutorService executor) {
    return new TargetContext(time, executor, new Random(), () -> 0);
  }

  private void checkNames(Set<String> collectors) {
    List<String> known =
        target.known().stream().map(collector -> collector.spec().name()).sorted().toList();
    for (String collector : collectors) {
      if (!known.contains(collector)) {
        throw new IllegalArgumentException(
            "there is no collector " + collector + ": there are " + String.join(", ", known));
      }
    }
  }
}
