package sonde.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds maps to records. */
final class RecordBinder {
  private final Binder binder;
  private final Scalars scalars;
  private final Map<Class<?>, RecordShape> shapes = new HashMap<>();

  RecordBinder(Binder binder, Scalars scalars) {
    this.binder = binder;
    this.scalars = scalars;
  }

  @Nullable Object bind(Node node, Class<?> type) {
    // An entry of a map or list without a value is a record of which nothing is given.
    Node entries = node.isNull() ? new Node.Mapping(node.place(), Map.of()) : node;
    if (!(entries instanceof Node.Mapping mapping)) {
      binder.expected(node, "a map");
      return null;
    }
    RecordShape shape = shapes.computeIfAbsent(type, RecordShape::of);
    mapping.entries().forEach((key, value) -> checkKnown(shape, key, value));
    List<RecordShape.Component> components = shape.components();
    @Nullable Object[] values = new @Nullable Object[components.size()];
    boolean complete = true;
    for (int i = 0; i < values.length; i++) {
      RecordShape.Component component = components.get(i);
      boolean given = isGiven(mapping, component);
      values[i] = given ? component(mapping, component) : absent(mapping, component);
      complete &= values[i] != null || (!given && component.optional());
    }
    return complete ? make(shape, mapping, values) : null;
  }

  private void checkKnown(RecordShape shape, String key, Node value) {
    if (!shape.keys().contains(key)) {
      binder.unknown(value.place(), key, shape.keys());
    }
  }

  private @Nullable Object make(
      RecordShape shape, Node.Mapping mapping, @Nullable Object[] values) {
    Object made;
    try {
      made = shape.make(values);
    } catch (IllegalArgumentException e) {
      binder.invalid(mapping, e);
      return null;
    }
    if (made instanceof Validated validated) {
      validated.validate(new ComponentChecks(binder, shape, mapping));
    }
    return made;
  }

  private static boolean isGiven(Node.Mapping mapping, RecordShape.Component component) {
    return has(mapping, component.key())
        || (component.isSecretSource() && has(mapping, component.fileKey()));
  }

  private static boolean has(Node.Mapping mapping, String key) {
    Node node = mapping.entries().get(key);
    return node != null && !node.isNull();
  }

  private @Nullable Object component(Node.Mapping mapping, RecordShape.Component component) {
    if (component.isSecretSource()) {
      return secretSource(mapping, component);
    }
    Node node = given(mapping, component.key());
    Object value = binder.bind(node, component.type());
    if (component.mustBeReadable() && value instanceof Path file) {
      String reason = BoundedFile.unreadable(file);
      if (!reason.isEmpty()) {
        binder.problem(node, "cannot read " + shown(node, file) + ": " + reason);
        return null;
      }
    }
    return value;
  }

  private @Nullable Object absent(Node.Mapping mapping, RecordShape.Component component) {
    Place place = mapping.place().missing(component.key());
    String fallback = component.fallback();
    if (fallback != null) {
      return switch (fallback) {
        case "{}" -> binder.bind(new Node.Mapping(place, Map.of()), component.type());
        case "[]" -> binder.bind(new Node.Sequence(place, List.of()), component.type());
        default -> binder.bind(scalars.plain(place, fallback), component.type());
      };
    }
    if (!component.optional()) {
      String or = component.isSecretSource() ? ", or `" + component.fileKey() + "`" : "";
      binder.problem(place, "is required" + or);
    }
    return null;
  }

  private @Nullable SecretSource secretSource(
      Node.Mapping mapping, RecordShape.Component component) {
    boolean fixed = has(mapping, component.key());
    if (!has(mapping, component.fileKey())) {
      Secret secret = binder.bind(given(mapping, component.key()), Secret.class);
      return secret == null ? null : SecretSource.fixed(secret);
    }
    Node node = given(mapping, component.fileKey());
    if (fixed) {
      binder.problem(node, "is given beside `" + component.key() + "`; keep one of the two");
    }
    Path file = binder.bind(node, Path.class);
    if (file == null) {
      return null;
    }
    SecretSource source = SecretSource.file(file);
    String problem = source.problem();
    if (problem != null) {
      binder.problem(node, "cannot read " + shown(node, file) + ": " + problem);
      return null;
    }
    return fixed ? null : source;
  }

  private static Node given(Node.Mapping mapping, String key) {
    Node node = mapping.entries().get(key);
    if (node == null) {
      throw new IllegalStateException("not given: " + key);
    }
    return node;
  }

  private static String shown(Node node, Path file) {
    boolean expanded = node instanceof Node.Scalar scalar && scalar.expanded();
    return expanded ? ((Node.Scalar) node).shown() : Text.shorten(file.toString());
  }

  /** Puts a record's own problems at its components. */
  private record ComponentChecks(Binder binder, RecordShape shape, Node.Mapping mapping)
      implements Checks {

    @Override
    public void problem(String component, String message) {
      RecordShape.Component known =
          shape.components().stream()
              .filter(candidate -> candidate.name().equals(component))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no component " + component));
      Node node = mapping.entries().get(known.key());
      if (node == null) {
        binder.problem(mapping.place().missing(known.key()), message);
      } else {
        binder.problem(node, message);
      }
    }

    @Override
    public void problem(String message) {
      binder.problem(mapping, message);
    }
  }
}
