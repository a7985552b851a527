package sonde.collect;

import java.util.List;

/** One metric of a family: its label values and what was measured. */
public sealed interface Sample {
  /** The label values, in the order of the family's label names. */
  List<String> labels();

  /** How many series this is in an exposition. */
  int series();

  /** A gauge, a counter or an unknown. */
  record Value(List<String> labels, double value) implements Sample {
    @Override
    public int series() {
      return 1;
    }
  }

  /**
   * A histogram.
   *
   * @param bounds the buckets' upper bounds, ascending, without infinity
   * @param counts the cumulative counts, one a bound
   */
  record Histogram(
      List<String> labels, List<Double> bounds, List<Double> counts, double sum, double count)
      implements Sample {
    @Override
    public int series() {
      return bounds.size() + 3;
    }
  }

  /**
   * A summary.
   *
   * @param quantiles the quantiles, ascending; in 0..1 but where a peer gives percentiles
   * @param values their values
   */
  record Summary(
      List<String> labels, List<Double> quantiles, List<Double> values, double sum, double count)
      implements Sample {
    @Override
    public int series() {
      return quantiles.size() + 2;
    }
  }
}
