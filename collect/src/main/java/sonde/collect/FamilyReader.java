package sonde.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one family: its description, then its samples. */
final class FamilyReader {
  private final String name;
  private final boolean openMetrics;
  private final List<ParsedFamily.Series> samples = new ArrayList<>();
  private @Nullable String help;
  private @Nullable MetricType type;

  FamilyReader(String name, boolean openMetrics) {
    this.name = name;
    this.openMetrics = openMetrics;
  }

  boolean isNamed(String other) {
    return name.equals(other);
  }

  void help(String text) throws MalformedExpositionException {
    if (help != null || !samples.isEmpty()) {
      throw new MalformedExpositionException("HELP of " + name + " comes twice or too late");
    }
    help = text;
  }

  void type(String word) throws MalformedExpositionException {
    if (type != null || !samples.isEmpty()) {
      throw new MalformedExpositionException("TYPE of " + name + " comes twice or too late");
    }
    type =
        switch (word) {
          case "gauge" -> MetricType.GAUGE;
          case "counter" -> MetricType.COUNTER;
          case "histogram" -> MetricType.HISTOGRAM;
          case "summary" -> MetricType.SUMMARY;
          default -> {
            if (!word.equals(openMetrics ? "unknown" : "untyped")) {
              throw new MalformedExpositionException("unknown type: " + word);
            }
            yield MetricType.UNKNOWN;
          }
        };
  }

  private MetricType type() {
    return type == null ? MetricType.UNKNOWN : type;
  }

  /** Whether no other family can have a sample of this name. */
  boolean owns(String sample) {
    return sample.equals(name)
        || (type() == MetricType.HISTOGRAM && sample.equals(name + "_bucket"));
  }

  /** Whether a sample is of this family. */
  boolean takes(ParsedFamily.Series sample) {
    if (!sample.name().startsWith(name)) {
      return false;
    }
    String suffix = sample.name().substring(name.length());
    return switch (type()) {
      case GAUGE, UNKNOWN -> suffix.isEmpty();
      case COUNTER -> suffix.equals(openMetrics ? "_total" : "") || created(suffix);
      case HISTOGRAM ->
          suffix.equals("_bucket")
              ? sample.labels().containsKey("le")
              : suffix.equals("_sum") || suffix.equals("_count") || created(suffix);
      case SUMMARY ->
          suffix.isEmpty()
              ? sample.labels().containsKey("quantile")
              : suffix.equals("_sum") || suffix.equals("_count") || created(suffix);
    };
  }

  private boolean created(String suffix) {
    return openMetrics && suffix.equals("_created");
  }

  void add(ParsedFamily.Series sample) {
    samples.add(sample);
  }

  /** Checks what can only be seen when all samples are there. */
  void check() throws MalformedExpositionException {
    if (type() != MetricType.HISTOGRAM) {
      return;
    }
    Map<Map<String, String>, ParsedFamily.Series> lastBucket = new HashMap<>();
    for (ParsedFamily.Series sample : samples) {
      if (sample.name().endsWith("_bucket")) {
        ParsedFamily.Series before = lastBucket.put(withoutBound(sample), sample);
        if (before != null && (bound(before) >= bound(sample) || before.value() > sample.value())) {
          throw new MalformedExpositionException(sample + " does not add up with the one before");
        }
      }
    }
    for (ParsedFamily.Series sample : samples) {
      if (sample.name().endsWith("_count")) {
        ParsedFamily.Series all = lastBucket.remove(sample.labels());
        if (all == null || bound(all) < Double.MAX_VALUE || all.value() != sample.value()) {
          throw new MalformedExpositionException(sample + " does not match its last bucket");
        }
      }
    }
    if (!lastBucket.isEmpty()) {
      throw new MalformedExpositionException(name + " has buckets without a count");
    }
  }

  private static Map<String, String> withoutBound(ParsedFamily.Series bucket) {
    Map<String, String> others = new TreeMap<>(bucket.labels());
    others.remove("le");
    return others;
  }

  private static double bound(ParsedFamily.Series bucket) throws MalformedExpositionException {
    String bound = bucket.labels().getOrDefault("le", "");
    return SampleLine.number(bound);
  }

  ParsedFamily family() {
    String full = openMetrics && type() == MetricType.COUNTER ? name + "_total" : name;
    return new ParsedFamily(full, type(), help == null ? "" : help, List.copyOf(samples));
  }

  @Override
  public String toString() {
    return type().name().toLowerCase(Locale.ROOT) + ' ' + name;
  }
}
