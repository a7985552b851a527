package sonde.collect;

import java.nio.charset.StandardCharsets;
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
  private final byte[] rendered;

  private Labels(SequencedMap<String, String> values) {
    this.values = values;
    Utf8Buffer all = new Utf8Buffer(64);
    for (var label : values.entrySet()) {
      all.ascii(all.length() == 0 ? "" : ",").ascii(label.getKey()).ascii("=\"");
      all.escaped(label.getValue(), true).ascii('"');
    }
    this.rendered = all.toBytes();
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

  /** As they stand between the braces, in UTF-8. */
  byte[] rendered() {
    return rendered;
  }

  @Override
  public String toString() {
    return '{' + new String(rendered, StandardCharsets.UTF_8) + '}';
  }
}
