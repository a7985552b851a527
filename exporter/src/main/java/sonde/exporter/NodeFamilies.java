package sonde.exporter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sonde.collect.CollectorReport;
import sonde.collect.Family;
import sonde.collect.FamilySamples;
import sonde.collect.Outcome;
import sonde.collect.Sample;
import sonde.collect.Snapshot;

/** Sonde's own families about a node's scrape. */
final class NodeFamilies {
  private static final Family UP =
      Family.gauge("sonde_target_up", "Whether the node answered in this scrape.").absolute();
  private static final Family DURATION =
      Family.gauge("sonde_probe_duration_seconds", "How long the node's scrape took.").absolute();
  private static final Family COLLECTOR_DURATION =
      Family.gauge(
              "sonde_collector_duration_seconds",
              "How long the server took for the collector's answers, and it for its samples.",
              "collector")
          .absolute();
  private static final Family SUCCESS =
      Family.gauge(
              "sonde_collector_success",
              "Whether the collector gave its samples; absent where the server lacks them.",
              "collector")
          .absolute();
  private static final Family AGE =
      Family.gauge(
              "sonde_collector_age_seconds",
              "How old the samples of a scheduled collector are.",
              "collector")
          .absolute();
  private static final Family SERIES =
      Family.gauge("sonde_collector_series", "Series that the collector gave.", "collector")
          .absolute();
  private static final Family DROPPED =
      Family.gauge(
              "sonde_collector_series_dropped",
              "Series that the collector left out, over its budget or as duplicates.",
              "collector")
          .absolute();

  private final Map<Family, List<Sample>> samples = new LinkedHashMap<>();

  private NodeFamilies() {}

  static List<FamilySamples> of(Snapshot snapshot) {
    NodeFamilies families = new NodeFamilies();
    families.put(UP, snapshot.up() ? 1 : 0);
    families.put(DURATION, seconds(snapshot.took()));
    snapshot.collectors().forEach(families::put);
    List<FamilySamples> all = new ArrayList<>();
    families.samples.forEach((family, list) -> all.add(new FamilySamples(family, list)));
    return all;
  }

  private void put(CollectorReport report) {
    if (report.outcome() instanceof Outcome.Unsupported) {
      return;
    }
    String collector = report.collector();
    Duration age = report.age();
    put(SUCCESS, report.outcome() instanceof Outcome.Success ? 1 : 0, collector);
    put(COLLECTOR_DURATION, seconds(report.took()), collector);
    put(SERIES, report.series(), collector);
    put(DROPPED, report.dropped(), collector);
    if (age != null) {
      put(AGE, seconds(age), collector);
    }
  }

  private void put(Family family, double value, String... labels) {
    samples
        .computeIfAbsent(family, f -> new ArrayList<>())
        .add(new Sample.Value(List.of(labels), value));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
