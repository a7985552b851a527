package sonde.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import sonde.collect.ParsedFamily;

/** What two expositions differ in, by family and series. */
final class ExpositionDiff {
  private static final int SHOWN_SERIES = 5;

  private final List<String> lines = new ArrayList<>();
  private boolean lacks;

  ExpositionDiff(List<ParsedFamily> old, List<ParsedFamily> fresh) {
    Map<String, ParsedFamily> before = byName(old);
    Map<String, ParsedFamily> after = byName(fresh);
    before.forEach(
        (name, family) -> {
          ParsedFamily now = after.get(name);
          if (now == null) {
            lacking("missing: " + name + " (" + family.samples().size() + " series)");
          } else {
            compare(family, now);
          }
        });
    after.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> lines.add("new: " + name));
  }

  private static Map<String, ParsedFamily> byName(List<ParsedFamily> families) {
    Map<String, ParsedFamily> named = new TreeMap<>();
    families.forEach(family -> named.put(family.name(), family));
    return named;
  }

  private void compare(ParsedFamily old, ParsedFamily now) {
    String name = old.name();
    if (old.type() != now.type()) {
      lacking("type: " + name + " was " + old.type() + ", is " + now.type());
    }
    Set<String> labelsBefore = labelNames(old);
    Set<String> labelsNow = labelNames(now);
    if (!labelsNow.containsAll(labelsBefore)) {
      lacking("labels: " + name + " had " + labelsBefore + ", has " + labelsNow);
      return;
    }
    Map<String, Double> series = series(now, labelsBefore);
    List<String> missing = new ArrayList<>();
    List<String> other = new ArrayList<>();
    series(old, labelsBefore)
        .forEach(
            (key, value) -> {
              Double there = series.get(key);
              if (there == null) {
                missing.add(key);
              } else if (Double.compare(there, value) != 0) {
                other.add(key + " was " + value + ", is " + there);
              }
            });
    if (!missing.isEmpty()) {
      lacks = true;
      show("series missing: ", missing);
    }
    show("value: ", other);
  }

  private void show(String what, List<String> all) {
    all.stream().limit(SHOWN_SERIES).forEach(one -> lines.add(what + one));
    if (all.size() > SHOWN_SERIES) {
      lines.add(what + "and " + (all.size() - SHOWN_SERIES) + " more of this family");
    }
  }

  private void lacking(String line) {
    lacks = true;
    lines.add(line);
  }

  private static Set<String> labelNames(ParsedFamily family) {
    Set<String> names = new TreeSet<>();
    family.samples().forEach(sample -> names.addAll(sample.labels().keySet()));
    return names;
  }

  /** The values by series; labels that the old exposition does not have do not count. */
  private static Map<String, Double> series(ParsedFamily family, Set<String> labels) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (ParsedFamily.Series sample : family.samples()) {
      Map<String, String> kept = new TreeMap<>(sample.labels());
      kept.keySet().retainAll(labels);
      values.put(sample.name() + (kept.isEmpty() ? "" : kept), sample.value());
    }
    return values;
  }

  /** A line a difference, in the order of the names. */
  List<String> lines() {
    return lines;
  }

  /** Whether the new one lacks anything that the old one has. */
  boolean lacks() {
    return lacks;
  }
}
