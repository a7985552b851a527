package sonde.collect;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A metric family as a collector declares it: name without the target's namespace, type, help and
 * label names. Declared once, in a constant; two declarations are two families.
 */
public final class Family {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final String name;
  private final MetricType type;
  private final String help;
  private final List<String> labels;
  private final boolean summable;
  private final boolean withRole;
  private final Naming naming;
  private final @Nullable FamilyPrefix prefix;

  /** What stands before a family's name, and what labels its series carry beside their own. */
  private enum Naming {
    /** The target's namespace, and the target's labels. */
    PREFIXED,
    /** Nothing, and the target's labels. */
    WHOLE,
    /** Nothing, and the labels of Sonde's own families. */
    ABSOLUTE
  }

  private Family(
      String name,
      MetricType type,
      String help,
      List<String> labels,
      boolean summable,
      boolean withRole,
      Naming naming,
      @Nullable FamilyPrefix prefix) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.labels = labels;
    this.summable = summable;
    this.withRole = withRole;
    this.naming = naming;
    this.prefix = prefix;
  }

  private static Family of(String name, MetricType type, String help, String... labels) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a metric name: " + name);
    }
    for (String label : labels) {
      if (!LABEL.matcher(label).matches() || label.startsWith("__")) {
        throw new IllegalArgumentException(name + ": not a label name: " + label);
      }
    }
    return new Family(name, type, help, List.of(labels), false, true, Naming.PREFIXED, null);
  }

  /** A gauge. */
  public static Family gauge(String name, String help, String... labels) {
    return of(name, MetricType.GAUGE, help, labels);
  }

  /**
   * A counter. Its name should end in {@code _total}; one that a peer named otherwise keeps its
   * name and is {@code unknown} in OpenMetrics.
   */
  public static Family counter(String name, String help, String... labels) {
    return of(name, MetricType.COUNTER, help, labels);
  }

  /** A family of unknown type. */
  public static Family unknown(String name, String help, String... labels) {
    return of(name, MetricType.UNKNOWN, help, labels);
  }

  /** A histogram; {@code le} is not among the labels. */
  public static Family histogram(String name, String help, String... labels) {
    return of(name, MetricType.HISTOGRAM, help, labels);
  }

  /** A summary; {@code quantile} is not among the labels. */
  public static Family summary(String name, String help, String... labels) {
    return of(name, MetricType.SUMMARY, help, labels);
  }

  static Family named(FamilyPrefix prefix, String name, String... labels) {
    Family plain = of(name, prefix.type(), prefix.help(), labels);
    return new Family(
        name,
        plain.type,
        plain.help,
        plain.labels,
        false,
        prefix.withRole(),
        Naming.PREFIXED,
        prefix);
  }

  /**
   * This family, summed: what a collector's budget leaves out is added up in a series whose label
   * values are all {@code other}. Only where a sum of the values means something.
   */
  public Family summed() {
    if (labels.isEmpty() || (type != MetricType.GAUGE && type != MetricType.COUNTER)) {
      throw new IllegalStateException(name + ": only labelled gauges and counters can be summed");
    }
    return new Family(name, type, help, labels, true, withRole, naming, prefix);
  }

  /** This family, never given the label {@code instance_role}, as the peer leaves it out there. */
  public Family withoutRole() {
    return new Family(name, type, help, labels, summable, false, naming, prefix);
  }

  /**
   * This family under its name as it is, whatever the target's namespace: one of Sonde's own, which
   * always say of which target and node they are.
   */
  public Family absolute() {
    return new Family(name, type, help, labels, summable, false, Naming.ABSOLUTE, prefix);
  }

  /** This family, whose name is whole: the target's namespace is not put before it. */
  public Family whole() {
    return new Family(name, type, help, labels, summable, withRole, Naming.WHOLE, prefix);
  }

  /** Whether the name stands as it is, without the target's namespace. */
  public boolean isWhole() {
    return naming != Naming.PREFIXED;
  }

  /** Whether it is one of Sonde's own, see {@link #absolute}. */
  boolean isAbsolute() {
    return naming == Naming.ABSOLUTE;
  }

  /** The name without namespace. */
  public String name() {
    return name;
  }

  /** The type. */
  public MetricType type() {
    return type;
  }

  /** The help text, a sentence. */
  public String help() {
    return help;
  }

  /** The label names, in the order in which {@link Sink} takes their values. */
  public List<String> labels() {
    return labels;
  }

  boolean summable() {
    return summable;
  }

  boolean withRole() {
    return withRole;
  }

  @Nullable FamilyPrefix prefix() {
    return prefix;
  }

  /** Whether samples of both can stand under one name. */
  boolean sameShape(Family other) {
    return this == other || (type == other.type && labels.equals(other.labels));
  }

  @Override
  public String toString() {
    return name;
  }
}
