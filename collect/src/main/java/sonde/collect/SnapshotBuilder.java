package sonde.collect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the collectors' samples together, a family each once. What stands twice is dropped and
 * counted with the collector that came later.
 */
final class SnapshotBuilder {
  private final Progress.Result result;
  private final Instant at;
  private final List<CollectorReport> reports = new ArrayList<>();
  private final Map<String, FamilySamples> families = new LinkedHashMap<>();

  SnapshotBuilder(Progress.Result result, List<Task.Result> collectors, Instant at) {
    this.result = result;
    this.at = at;
    for (Task.Result collector : collectors) {
      int dropped = result.up() ? merge(collector.families()) : 0;
      reports.add(collector.report().dropping(dropped));
    }
  }

  SnapshotBuilder with(ScrapeFamilies scrapeFamilies, ScrapeFamilies.Scrape scrape) {
    SampleSink sink = new SampleSink(scrapeFamilies.spec());
    scrapeFamilies.put(scrape, sink);
    merge(sink.families());
    return this;
  }

  Snapshot build() {
    return new Snapshot(
        result.up(),
        result.failure(),
        result.facts(),
        List.copyOf(families.values()),
        List.copyOf(reports),
        result.took(),
        result.connect(),
        at);
  }

  private int merge(List<FamilySamples> more) {
    int dropped = 0;
    for (FamilySamples added : more) {
      FamilySamples there = families.putIfAbsent(added.family().name(), added);
      if (there != null) {
        FamilySamples both = union(there, added);
        dropped += series(there) + series(added) - series(both);
        families.put(added.family().name(), both);
      }
    }
    return dropped;
  }

  private static FamilySamples union(FamilySamples there, FamilySamples added) {
    if (!there.family().sameShape(added.family())) {
      return there;
    }
    Set<List<String>> seen = new HashSet<>();
    there.samples().forEach(sample -> seen.add(sample.labels()));
    List<Sample> samples = new ArrayList<>(there.samples());
    for (Sample sample : added.samples()) {
      if (seen.add(sample.labels())) {
        samples.add(sample);
      }
    }
    return new FamilySamples(there.family(), samples);
  }

  private static int series(FamilySamples family) {
    return family.samples().stream().mapToInt(Sample::series).sum();
  }
}
