package sonde.collect;

/** The type of a family, as Prometheus' text format 0.0.4 and OpenMetrics 1.0 know it. */
public enum MetricType {
  /** A value that goes up and down. */
  GAUGE,
  /** A value that only grows, but for restarts. */
  COUNTER,
  /** A value whose kind is not known; {@code untyped} in the text format. */
  UNKNOWN,
  /** Cumulative buckets with sum and count. */
  HISTOGRAM,
  /** Quantiles with sum and count. */
  SUMMARY
}
