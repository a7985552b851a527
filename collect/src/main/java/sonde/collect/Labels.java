package sonde.collect;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Labels that all series of a block carry beside their own: the target, the node, what the
 * configuration adds. In the order in which they were added.
 */
public final class Labels {
  private static final Labels NONE = new Labels(new LinkedHashMap<>());

  private final SequencedMap<String, String> values;
  private final String rendered;

  private Labels(SequencedMap<String, String> values) {
    this.values = values;
    StringBuilder all = new StringBuilder();
    values.forEach(
        (name, value) -> {
          all.append(all.isEmpty() ? "" : ",").append(name).append("=\"");
          Escapes.labelValue(all, value);
          all.append('"');
        });
    this.rendered = all.toString();
  }

  /** No labels. */
  public static Labels none() {
    return NONE;
  }

  /** Labels of a map, ordered by name. */
  public static Labels of(Map<String, String> labels) {
    return new Labels(new LinkedHashMap<>(new TreeMap<>(labels)));
  }

  /** These and one more, which replaces one of the same name. */
  public Labels and(String name, String value) {
    SequencedMap<String, String> both = new LinkedHashMap<>(values);
    both.put(name, value);
    return new Labels(both);
  }

  /** These but for those of some names. */
  Labels without(Collection<String> names) {
    if (Collections.disjoint(values.keySet(), names)) {
      return this;
    }
    SequencedMap<String, String> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(names);
    return new Labels(rest);
  }

  Map<String, String> values() {
    return values;
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
