package sonde.collect;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Takes a collector's samples. Each collector has a sink of its own: when it fails, all that it put
 * there is thrown away.
 *
 * <p>A family that the collector's {@link Spec} does not declare, a wrong number of label values or
 * the wrong method for a family's type is a mistake in the collector and thrown at it. Label values
 * come from outside: they may hold anything, and are cut to {@value #MAX_LABEL_VALUE} characters.
 */
public interface Sink {
  /** The longest label value, in characters; what is longer is cut and ends in an ellipsis. */
  int MAX_LABEL_VALUE = 1024;

  /** Puts a gauge's, counter's or unknown's value. */
  void put(Family family, double value, String... labelValues);

  /** Puts an integer; beyond 2^53 it is rounded, as all of Prometheus' values are. */
  default void put(Family family, long value, String... labelValues) {
    put(family, (double) value, labelValues);
  }

  /** Puts a value if there is one. */
  default void put(Family family, OptionalDouble value, String... labelValues) {
    if (value.isPresent()) {
      put(family, value.getAsDouble(), labelValues);
    }
  }

  /**
   * Puts a histogram.
   *
   * @param bounds ascending upper bounds without infinity
   * @param counts cumulative counts, one a bound
   */
  void histogram(
      Family family,
      List<Double> bounds,
      List<Double> counts,
      double sum,
      double count,
      String... labelValues);

  /**
   * Puts a summary.
   *
   * @param quantiles ascending
   * @param values one a quantile
   */
  void summary(
      Family family,
      List<Double> quantiles,
      List<Double> values,
      double sum,
      double count,
      String... labelValues);
}
