package sonde.collect;

import java.util.List;
import java.util.SortedMap;

/**
 * A family as it was read from an exposition.
 *
 * @param name as the text format has it: a counter's read from OpenMetrics ends in {@code _total}
 * @param help empty when there was none
 */
public record ParsedFamily(String name, MetricType type, String help, List<Series> samples) {
  /**
   * One line.
   *
   * @param name the family's, or with {@code _bucket}, {@code _sum}, {@code _count}
   * @param labels all of them, {@code le} and {@code quantile} too
   */
  public record Series(String name, SortedMap<String, String> labels, double value) {
    @Override
    public String toString() {
      return name + labels + ' ' + value;
    }
  }
}
