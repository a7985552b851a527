package sonde.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a family that only grows and has more series than room. Who has a place keeps it
 * while it moves, so that no series comes and goes, and no counter ever falls: what a newcomer
 * counted while it was part of {@code other} stays there, and it starts at 0; what a leaver counted
 * is added there. A place is free after an hour without change.
 */
final class StickySlots {
  static final Duration IDLE = Duration.ofHours(1);

  private final Family family;
  private final Time time;
  private final Map<List<String>, Slot> slots = new HashMap<>();
  private final Map<List<String>, Outside> outside = new HashMap<>();
  private double other;

  /** A series with a place: what of it stays in other, its last value and when that changed. */
  private static final class Slot {
    private double baseline;
    private double last;
    private long changed;
  }

  /** A series without: its last value, and when it was seen. */
  private record Outside(double last, long seen) {}

  StickySlots(Family family, Time time) {
    this.family = family;
    this.time = time;
  }

  List<Sample> choose(List<Sample> samples, int room) {
    long now = time.nanos();
    List<Sample> newcomers = new ArrayList<>();
    for (Sample sample : samples) {
      if (!update(sample, now)) {
        newcomers.add(sample);
      }
    }
    int each = samples.isEmpty() ? 1 : samples.getFirst().series();
    int places = Math.max(0, room / each - (family.summable() ? 1 : 0));
    if (slots.size() + newcomers.size() > places) {
      free(now);
    }
    for (Sample newcomer : newcomers) {
      admit(newcomer, slots.size() < places, now);
    }
    outside.values().removeIf(o -> now - o.seen > IDLE.toNanos());
    return shown(samples);
  }

  private boolean update(Sample sample, long now) {
    Slot slot = slots.get(sample.labels());
    if (slot == null) {
      return false;
    }
    double value = Budget.value(sample);
    if (value != slot.last) {
      slot.changed = now;
    }
    if (value < slot.last) {
      slot.baseline = 0;
    }
    slot.last = value;
    return true;
  }

  private void free(long now) {
    slots
        .entrySet()
        .removeIf(
            entry -> {
              Slot slot = entry.getValue();
              boolean idle = now - slot.changed > IDLE.toNanos();
              if (idle) {
                other += slot.last - slot.baseline;
                outside.put(entry.getKey(), new Outside(slot.last, now));
              }
              return idle;
            });
  }

  private void admit(Sample sample, boolean free, long now) {
    double value = Budget.value(sample);
    Outside before = outside.get(sample.labels());
    if (free) {
      outside.remove(sample.labels());
      Slot slot = new Slot();
      slot.baseline = before == null || !family.summable() ? 0 : value;
      other += before == null ? 0 : grown(before, value);
      slot.last = value;
      slot.changed = now;
      slots.put(sample.labels(), slot);
    } else {
      other += grown(before, value);
      outside.put(sample.labels(), new Outside(value, now));
    }
  }

  /** By how much a series grew; a smaller value means that the server began anew. */
  private static double grown(@Nullable Outside before, double value) {
    return before == null || value < before.last ? value : value - before.last;
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
