package sonde.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sink of one collector in one run: checks what is put against the collector's spec. */
final class SampleSink implements Sink {
  private final Spec spec;
  private final Map<String, Collected> families = new LinkedHashMap<>();
  private int duplicates;

  /** Label values in the order in which they first came. */
  private final Map<List<String>, Labelled> labelled = new HashMap<>();

  /** Most label values come several times in a row, for one family after the other. */
  private Labelled last = known(List.of());

  private String lastBounded = "";

  /** Label values, and how many others came before them. */
  private record Labelled(List<String> labels, int index) {}

  /** A family's samples. Those of most come in the order of their label values, each once. */
  private static final class Collected {
    private final Family family;
    private final List<Sample> samples = new ArrayList<>(1);
    private int highest = -1;
    private @Nullable Set<List<String>> seen;

    Collected(Family family) {
      this.family = family;
    }

    boolean add(Sample sample, int index) {
      if (index > highest) {
        highest = index;
        if (seen != null) {
          seen.add(sample.labels());
        }
        return samples.add(sample);
      }
      Set<List<String>> known = seen;
      if (known == null) {
        known = new HashSet<>();
        for (Sample before : samples) {
          known.add(before.labels());
        }
        seen = known;
      }
      return known.add(sample.labels()) && samples.add(sample);
    }
  }

  SampleSink(Spec spec) {
    this.spec = spec;
  }

  @Override
  public void put(Family family, double value, String... labelValues) {
    if (family.type() == MetricType.HISTOGRAM || family.type() == MetricType.SUMMARY) {
      throw misuse(family, "is a " + family.type() + " and takes no single value");
    }
    Labelled own = labelled(labelValues);
    add(family, new Sample.Value(own.labels, value), own);
  }

  @Override
  public void histogram(
      Family family,
      List<Double> bounds,
      List<Double> counts,
      double sum,
      double count,
      String... labelValues) {
    requireType(family, MetricType.HISTOGRAM);
    if (bounds.size() != counts.size()) {
      throw misuse(family, "needs a count for each of its " + bounds.size() + " bounds");
    }
    Labelled own = labelled(labelValues);
    add(
        family,
        new Sample.Histogram(own.labels, List.copyOf(bounds), List.copyOf(counts), sum, count),
        own);
  }

  @Override
  public void summary(
      Family family,
      List<Double> quantiles,
      List<Double> values,
      double sum,
      double count,
      String... labelValues) {
    requireType(family, MetricType.SUMMARY);
    if (quantiles.size() != values.size()) {
      throw misuse(family, "needs a value for each of its " + quantiles.size() + " quantiles");
    }
    Labelled own = labelled(labelValues);
    add(
        family,
        new Sample.Summary(own.labels, List.copyOf(quantiles), List.copyOf(values), sum, count),
        own);
  }

  private void add(Family family, Sample sample, Labelled own) {
    if (sample.labels().size() != family.labels().size()) {
      throw misuse(family, "takes " + family.labels() + ", got " + sample.labels().size());
    }
    Collected collected = families.get(family.name());
    if (collected == null || collected.family != family) {
      collected = admit(family);
    }
    // A name that the server made can be that of a declared family, with which it cannot be mixed.
    boolean fits = collected.family.sameShape(family);
    if (!fits || !collected.add(sample, own.index)) {
      duplicates += sample.series();
    }
  }

  private Collected admit(Family family) {
    if (!spec.declares(family)) {
      throw misuse(family, "is not declared by its spec");
    }
    // Two variables of a server can be cleaned to one name; they are one family then.
    Collected collected = families.computeIfAbsent(family.name(), name -> new Collected(family));
    boolean madeByServer = family.prefix() != null || collected.family.prefix() != null;
    if (!collected.family.sameShape(family) && !madeByServer) {
      throw misuse(family, "is declared twice, with other labels or another type");
    }
    return collected;
  }

  private void requireType(Family family, MetricType type) {
    if (family.type() != type) {
      throw misuse(family, "is a " + family.type() + ", not a " + type);
    }
  }

  private IllegalStateException misuse(Family family, String what) {
    return new IllegalStateException(
        "collector " + spec.name() + ": family " + family.name() + " " + what);
  }

  private Labelled labelled(String... values) {
    if (!isLast(values)) {
      last = known(bounded(values));
    }
    return last;
  }

  private Labelled known(List<String> labels) {
    Labelled known = labelled.get(labels);
    if (known == null) {
      known = new Labelled(labels, labelled.size());
      labelled.put(labels, known);
    }
    return known;
  }

  private boolean isLast(String... values) {
    List<String> labels = last.labels;
    if (labels.size() != values.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (!labels.get(i).equals(values[i])) {
        return false;
      }
    }
    return true;
  }

  private List<String> bounded(String... values) {
    if (values.length == 0) {
      return List.of();
    }
    if (values.length == 1) {
      return List.of(bounded(values[0]));
    }
    String[] clean = values.clone();
    for (int i = 0; i < clean.length; i++) {
      clean[i] = bounded(clean[i]);
    }
    return List.of(clean);
  }

  private String bounded(String value) {
    if (!value.equals(lastBounded)) {
      lastBounded = whole(value.length() > MAX_LABEL_VALUE ? cut(value) : value);
    }
    return lastBounded;
  }

  private static String cut(String value) {
    int end = MAX_LABEL_VALUE - 1;
    if (Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(0, end) + '…';
  }

  /** Replaces halves of characters, which UTF-8 cannot express: they would all look the same. */
  private static String whole(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        return value
            .codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return value;
  }

  /** How many series were dropped as duplicates of one that was put before. */
  int duplicates() {
    return duplicates;
  }

  /** What was put, families in the order of their first sample. */
  List<FamilySamples> families() {
    List<FamilySamples> all = new ArrayList<>(families.size());
    families.values().forEach(c -> all.add(new FamilySamples(c.family, c.samples)));
    return all;
  }
}
