package sonde.collect;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places of a family that only grows and has more series than room. Who has a place keeps it
 * while it moves, so that no series comes and goes, and no counter ever falls: what a newcomer
 * counted while it was part of {@code other} stays there, and it starts at 0; what a leaver counted
 * is added there. A place is taken after an hour without change, and only by a series that moves.
 */
final class StickySlots {
  static final Duration IDLE = Duration.ofHours(1);

  private final Family family;
  private final Time time;
  private final Map<List<String>, Slot> slots = new HashMap<>();
  private final Map<List<String>, Outside> outside = new HashMap<>();
  private double other;

  /** A series with a place: how many it takes, what of it stays in other, its last value. */
  private static final class Slot {
    private final int series;
    private final double baseline;
    private double last;
    private long changed;

    private Slot(int series, double baseline, double last, long changed) {
      this.series = series;
      this.baseline = baseline;
      this.last = last;
      this.changed = changed;
    }

    double shown() {
      return last - baseline;
    }
  }

  /** A series without: its last value, and when it was seen. */
  private record Outside(double last, long seen) {}

  /** A series without, as it is now: whether it was known before, and how much it grew since. */
  private record Newcomer(Sample sample, boolean known, double grown) {
    boolean moves() {
      return !known || grown > 0;
    }
  }

  StickySlots(Family family, Time time) {
    this.family = family;
    this.time = time;
  }

  /** How many series have a place, with other. */
  int held() {
    int held = family.summable() ? 1 : 0;
    for (Slot slot : slots.values()) {
      held += slot.series;
    }
    return held;
  }

  /** What is shown of the samples, in their order; other comes last. */
  List<Sample> choose(List<Sample> samples, int room) {
    long now = time.nanos();
    List<Newcomer> newcomers = new ArrayList<>();
    for (Sample sample : samples) {
      double value = Budget.value(sample);
      // What is no number cannot be added up.
      if (Double.isFinite(value) && !update(sample.labels(), value, now)) {
        newcomers.add(newcomer(sample, value));
      }
    }
    newcomers.sort(Comparator.comparingDouble(Newcomer::grown).reversed());
    Deque<List<String>> idle = idle(now);
    int free = room - held();
    for (Newcomer newcomer : newcomers) {
      int series = newcomer.sample.series();
      boolean candidate = newcomer.moves() && !isReserved(newcomer.sample);
      while (candidate && free < series && !idle.isEmpty()) {
        free += leave(idle.removeFirst(), now);
      }
      if (candidate && free >= series) {
        enter(newcomer, now);
        free -= series;
      } else {
        stay(newcomer, now);
      }
    }
    outside.values().removeIf(o -> now - o.seen > IDLE.toNanos());
    return shown(samples);
  }

  private boolean update(List<String> labels, double value, long now) {
    Slot slot = slots.get(labels);
    if (slot == null) {
      return false;
    }
    if (value < slot.last) {
      // The server began anew, and so does the series; what other has of it stays there.
      slots.put(labels, new Slot(slot.series, 0, value, now));
    } else if (value > slot.last) {
      slot.last = value;
      slot.changed = now;
    }
    return true;
  }

  private Newcomer newcomer(Sample sample, double value) {
    Outside before = outside.get(sample.labels());
    if (before == null || value < before.last) {
      return new Newcomer(sample, before != null, value);
    }
    return new Newcomer(sample, true, value - before.last);
  }

  /** Who has had a place for an hour without moving, longest first. */
  private Deque<List<String>> idle(long now) {
    List<Map.Entry<List<String>, Slot>> idle = new ArrayList<>(slots.entrySet());
    idle.removeIf(entry -> now - entry.getValue().changed <= IDLE.toNanos());
    idle.sort(Comparator.comparingLong(entry -> entry.getValue().changed - now));
    return new ArrayDeque<>(idle.stream().map(Map.Entry::getKey).toList());
  }

  private int leave(List<String> labels, long now) {
    Slot slot = slots.remove(labels);
    if (slot == null) {
      return 0;
    }
    other += slot.shown();
    outside.put(labels, new Outside(slot.last, now));
    return slot.series;
  }

  private void enter(Newcomer newcomer, long now) {
    List<String> labels = newcomer.sample.labels();
    double value = Budget.value(newcomer.sample);
    boolean fromOther = newcomer.known && family.summable();
    if (fromOther) {
      other += newcomer.grown;
    }
    outside.remove(labels);
    slots.put(labels, new Slot(newcomer.sample.series(), fromOther ? value : 0, value, now));
  }

  private void stay(Newcomer newcomer, long now) {
    other += newcomer.grown;
    outside.put(newcomer.sample.labels(), new Outside(Budget.value(newcomer.sample), now));
  }

  /** Whether the server itself has a series named as the sum: it is part of that then. */
  private boolean isReserved(Sample sample) {
    return family.summable() && Budget.isOther(sample);
  }

  private List<Sample> shown(List<Sample> samples) {
    List<Sample> shown = new ArrayList<>(slots.size() + 1);
    for (Sample sample : samples) {
      Slot slot = slots.get(sample.labels());
      if (slot != null) {
        shown.add(
            sample instanceof Sample.Value value && slot.baseline > 0
                ? new Sample.Value(value.labels(), value.value() - slot.baseline)
                : sample);
      }
    }
    if (family.summable()) {
      shown.add(Budget.other(family, other));
    }
    return shown;
  }
}
