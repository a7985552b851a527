package sonde.collect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a collector's series within their number. Room is shared fairly among the families: a small
 * one is whole before a large one is cut. Of a gauge the largest values stay; of counters,
 * histograms and summaries those that have a {@link StickySlots slot}. What is left out is added up
 * in a series {@code other} where the family says that a sum means something.
 */
final class Budget {
  static final String OTHER = "other";

  private final int maxSeries;
  private final Time time;
  private final Map<String, StickySlots> slots = new HashMap<>();

  /** What is left, and how many series were left out. */
  record Kept(List<FamilySamples> families, int series, int dropped) {}

  Budget(int maxSeries, Time time) {
    this.maxSeries = maxSeries;
    this.time = time;
  }

  synchronized Kept apply(List<FamilySamples> families) {
    int series = 0;
    for (FamilySamples family : families) {
      series += series(family);
    }
    if (series <= maxSeries && slots.isEmpty()) {
      return new Kept(families, series, 0);
    }
    IdentityHashMap<FamilySamples, Integer> room = share(families);
    List<FamilySamples> kept = new ArrayList<>(families.size());
    int keptSeries = 0;
    for (FamilySamples family : families) {
      FamilySamples cut = cut(family, room.getOrDefault(family, 0));
      if (!cut.samples().isEmpty()) {
        kept.add(cut);
        keptSeries += series(cut);
      }
    }
    return new Kept(kept, keptSeries, Math.max(0, series - keptSeries));
  }

  /** The smallest families first, each gets what it needs or an equal share of what is left. */
  private IdentityHashMap<FamilySamples, Integer> share(List<FamilySamples> families) {
    List<FamilySamples> ascending = new ArrayList<>(families);
    ascending.sort(Comparator.comparingInt(Budget::series));
    IdentityHashMap<FamilySamples, Integer> room = new IdentityHashMap<>();
    int left = maxSeries;
    int waiting = ascending.size();
    for (FamilySamples family : ascending) {
      int share = Math.min(series(family), left / waiting);
      room.put(family, share);
      left -= share;
      waiting--;
    }
    return room;
  }

  private FamilySamples cut(FamilySamples family, int room) {
    MetricType type = family.family().type();
    if (family.family().labels().isEmpty()) {
      return room > 0 ? family : new FamilySamples(family.family(), List.of());
    }
    if (type == MetricType.GAUGE || type == MetricType.UNKNOWN) {
      return series(family) <= room ? family : largest(family, room);
    }
    StickySlots sticky = slots.get(family.family().name());
    if (sticky == null) {
      if (series(family) <= room) {
        return family;
      }
      sticky = new StickySlots(family.family(), time);
      slots.put(family.family().name(), sticky);
    }
    return new FamilySamples(family.family(), sticky.choose(family.samples(), room));
  }

  private static FamilySamples largest(FamilySamples family, int room) {
    boolean summed = family.family().summable();
    int keep = Math.max(0, summed ? room - 1 : room);
    List<Sample> descending = new ArrayList<>(family.samples());
    descending.sort(Comparator.comparingDouble((Sample s) -> value(s)).reversed());
    List<Sample> kept = new ArrayList<>(descending.subList(0, keep));
    if (summed && room > 0) {
      double rest = 0;
      for (Sample sample : descending.subList(keep, descending.size())) {
        rest += value(sample);
      }
      kept.add(other(family.family(), rest));
    }
    return new FamilySamples(family.family(), kept);
  }

  static Sample other(Family family, double value) {
    return new Sample.Value(family.labels().stream().map(label -> OTHER).toList(), value);
  }

  /** What a sample is ranked and compared by: its value, or how many observations it has. */
  static double value(Sample sample) {
    return switch (sample) {
      case Sample.Value v -> v.value();
      case Sample.Histogram h -> h.count();
      case Sample.Summary s -> s.count();
    };
  }

  private static int series(FamilySamples family) {
    int series = 0;
    for (Sample sample : family.samples()) {
      series += sample.series();
    }
    return series;
  }
}
