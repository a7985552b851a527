package sonde.collect;

/** The type of a family, as Prometheus' text format 0.0.4 and OpenMetrics 1.0 know it. */
public enum MetricType {
  /** A value that goes up and down. */
  GAUGE("gauge"),
  /** A value that only grows, but for restarts. */
  COUNTER("counter"),
  /** A value whose kind is not known; {@code untyped} in the text format. */
  UNKNOWN("unknown"),
  /** Cumulative buckets with sum and count. */
  HISTOGRAM("histogram"),
  /** Quantiles with sum and count. */
  SUMMARY("summary");

  private final String word;

  MetricType(String word) {
    this.word = word;
  }

  /** How the formats name it. */
  String word() {
    return word;
  }
}
