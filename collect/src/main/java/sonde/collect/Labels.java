package sonde.collect;

import java.util.Map;
import java.util.TreeMap;

/**
 * Labels that all series of a block carry beside their own: the target, the node, what the
 * configuration adds. In the order in which they were added.
 */
public final class Labels {
  private static final Labels NONE = new Labels("");

  private final String rendered;

  private Labels(String rendered) {
    this.rendered = rendered;
  }

  /** No labels. */
  public static Labels none() {
    return NONE;
  }

  /** Labels of a map, ordered by name. */
  public static Labels of(Map<String, String> labels) {
    Labels all = NONE;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      all = all.and(label.getKey(), label.getValue());
    }
    return all;
  }

  /** These and one more. */
  public Labels and(String name, String value) {
    StringBuilder both = new StringBuilder(rendered);
    if (!both.isEmpty()) {
      both.append(',');
    }
    both.append(name).append("=\"");
    Escapes.labelValue(both, value);
    return new Labels(both.append('"').toString());
  }

  /** As they stand between the braces. */
  String rendered() {
    return rendered;
  }

  @Override
  public String toString() {
    return '{' + rendered + '}';
  }
}
