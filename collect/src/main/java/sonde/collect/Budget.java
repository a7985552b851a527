package sonde.collect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a collector's series within their number. Room is shared fairly among the families: a small
 * one is whole before a large one is cut. Of a gauge the largest values stay; of counters,
 * histograms and summaries those that have a {@link StickySlots slot}, which come before all else.
 * What is left out is added up in a series {@code other} where the family says that a sum means
 * something.
 */
final class Budget {
  static final String OTHER = "other";

  private final int maxSeries;
  private final Time time;
  private final Map<String, StickySlots> slots = new HashMap<>();

  /** What is left, how many series that is, and how many were left out. */
  record Kept(List<FamilySamples> families, int series, int dropped) {}

  /** What is left of a family, and whether its last sample is the sum of the others. */
  private record Cut(List<Sample> samples, boolean withOther) {}

  Budget(int maxSeries, Time time) {
    this.maxSeries = maxSeries;
    this.time = time;
  }

  synchronized Kept apply(List<FamilySamples> families) {
    int series = 0;
    for (FamilySamples family : families) {
      series += series(family.samples());
    }
    if (series <= maxSeries && slots.isEmpty()) {
      return new Kept(families, series, 0);
    }
    IdentityHashMap<FamilySamples, Integer> room = share(families);
    List<FamilySamples> kept = new ArrayList<>(families.size());
    int keptSeries = 0;
    int others = 0;
    for (FamilySamples family : families) {
      Cut cut = cut(family, room.getOrDefault(family, 0));
      if (!cut.samples.isEmpty()) {
        kept.add(new FamilySamples(family.family(), cut.samples));
        keptSeries += series(cut.samples);
        others += cut.withOther ? 1 : 0;
      }
    }
    return new Kept(kept, keptSeries, series - (keptSeries - others));
  }

  /**
   * Those with slots get what they hold; of the rest the smallest families first get what they
   * need, or an equal share.
   */
  private IdentityHashMap<FamilySamples, Integer> share(List<FamilySamples> families) {
    IdentityHashMap<FamilySamples, Integer> room = new IdentityHashMap<>();
    int left = maxSeries;
    for (FamilySamples family : families) {
      StickySlots sticky = slots.get(family.family().name());
      int held = sticky == null ? 0 : Math.min(sticky.held(), left);
      room.put(family, held);
      left -= held;
    }
    List<FamilySamples> ascending = new ArrayList<>(families);
    ascending.sort(Comparator.comparingInt(family -> missing(family, room)));
    int waiting = ascending.size();
    for (FamilySamples family : ascending) {
      int share = Math.min(missing(family, room), left / waiting);
      room.merge(family, share, Integer::sum);
      left -= share;
      waiting--;
    }
    return room;
  }

  /** How much more a family would need to be whole; a place for other, once it was cut, too. */
  private int missing(FamilySamples family, IdentityHashMap<FamilySamples, Integer> room) {
    int other = slots.containsKey(family.family().name()) ? 1 : 0;
    return Math.max(0, series(family.samples()) + other - room.getOrDefault(family, 0));
  }

  private Cut cut(FamilySamples all, int room) {
    Family family = all.family();
    StickySlots sticky = slots.get(family.name());
    if (sticky == null && series(all.samples()) <= room) {
      return new Cut(all.samples(), false);
    }
    if (family.labels().isEmpty()) {
      return new Cut(List.of(), false);
    }
    if (family.type() == MetricType.GAUGE || family.type() == MetricType.UNKNOWN) {
      return largest(all, room);
    }
    if (sticky == null) {
      sticky = new StickySlots(family, time);
      slots.put(family.name(), sticky);
    }
    List<Sample> chosen = sticky.choose(all.samples(), room);
    // Its state is kept in any case; without any room not even other is shown.
    return room > 0 ? new Cut(chosen, family.summable()) : new Cut(List.of(), false);
  }

  private static Cut largest(FamilySamples all, int room) {
    Family family = all.family();
    boolean summed = family.summable() && room > 0;
    List<Sample> ranked = new ArrayList<>(all.samples());
    if (summed) {
      // A series of the server's that is named as ours is part of ours.
      ranked.removeIf(Budget::isOther);
    }
    ranked.sort(Comparator.comparingDouble(Budget::rank).reversed());
    Set<Sample> largest = Collections.newSetFromMap(new IdentityHashMap<>());
    largest.addAll(ranked.subList(0, Math.min(ranked.size(), summed ? room - 1 : room)));
    List<Sample> kept = new ArrayList<>(room);
    double rest = 0;
    for (Sample sample : all.samples()) {
      if (largest.contains(sample)) {
        kept.add(sample);
      } else if (Double.isFinite(value(sample))) {
        rest += value(sample);
      }
    }
    if (summed) {
      kept.add(other(family, rest));
    }
    return new Cut(kept, summed);
  }

  /** Whether a sample stands where the sum of those left out does. */
  static boolean isOther(Sample sample) {
    return sample.labels().stream().allMatch(OTHER::equals);
  }

  /** Its value, with what is no number last. */
  private static double rank(Sample sample) {
    double value = value(sample);
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
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

  static int series(List<Sample> samples) {
    int series = 0;
    for (Sample sample : samples) {
      series += sample.series();
    }
    return series;
  }
}
