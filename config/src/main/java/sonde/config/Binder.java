package sonde.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds the values of one file to Java types. Null is the answer for what has been reported: a
 * value that binds is never null.
 */
final class Binder {
  // Shorter values of variables are not worth hiding, and would be found in every message.
  private static final int SHORTEST_HIDDEN = 4;

  private final String file;
  private final Map<Class<?>, Converter<?>> converters;
  private final Report report;
  private final SimpleTypes simple;
  private final RecordBinder records;

  Binder(
      String file,
      Path directory,
      Scalars scalars,
      Map<Class<?>, Converter<?>> converters,
      Report report) {
    this.file = file;
    this.converters = converters;
    this.report = report;
    this.simple = new SimpleTypes(directory, this);
    this.records = new RecordBinder(this, scalars);
  }

  String file() {
    return file;
  }

  <T> @Nullable T bind(Node node, Class<T> type) {
    Object value = bind(node, (Type) type);
    // A class literal of a primitive type has the wrapper's values.
    @SuppressWarnings("unchecked") // bind answers an instance of the type that it is given.
    T typed = (T) value;
    return typed;
  }

  @Nullable Object bind(Node node, Type type) {
    if (node instanceof Node.Broken) {
      return null;
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return items(node, arguments[0]);
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return entries(node, arguments[1]);
      }
    }
    if (!(type instanceof Class<?> known)) {
      throw new IllegalArgumentException("no configuration can be bound to " + type);
    }
    Converter<?> converter = converters.get(known);
    if (converter != null) {
      return convert(node, converter);
    }
    if (known == YamlValue.class) {
      return new YamlValue(node, this);
    }
    return known.isRecord() && known != DataSize.class
        ? records.bind(node, known)
        : simple.bind(node, known);
  }

  <T> @Nullable List<T> list(Node node, Class<T> type) {
    @SuppressWarnings("unchecked") // items binds each to the type that it is given.
    List<T> typed = (List<T>) items(node, type);
    return typed;
  }

  <T> @Nullable Map<String, T> map(Node node, Class<T> type) {
    @SuppressWarnings("unchecked") // entries binds each to the type that it is given.
    Map<String, T> typed = (Map<String, T>) entries(node, type);
    return typed;
  }

  private @Nullable List<Object> items(Node node, Type type) {
    if (!(node instanceof Node.Sequence sequence)) {
      expected(node, "a list");
      return null;
    }
    List<Object> items = new ArrayList<>();
    for (Node item : sequence.items()) {
      Object value = bind(item, type);
      if (value != null) {
        items.add(value);
      }
    }
    return items.size() == sequence.items().size() ? Collections.unmodifiableList(items) : null;
  }

  private @Nullable Map<String, Object> entries(Node node, Type type) {
    if (!(node instanceof Node.Mapping mapping)) {
      expected(node, "a map");
      return null;
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, item) -> {
              Object value = bind(item, type);
              if (value != null) {
                entries.put(key, value);
              }
            });
    boolean complete = entries.size() == mapping.entries().size();
    return complete ? Collections.unmodifiableMap(entries) : null;
  }

  private @Nullable Object convert(Node node, Converter<?> converter) {
    int before = report.size();
    try {
      Object value = converter.convert(new YamlValue(node, this));
      if (value == null && report.size() == before && !isBroken(node)) {
        problem(node, "is not valid");
      }
      return value;
    } catch (IllegalArgumentException e) {
      invalid(node, e);
      return null;
    }
  }

  /** Whether something in it has been reported before it was bound. */
  private static boolean isBroken(Node node) {
    return switch (node) {
      case Node.Scalar _ -> false;
      case Node.Sequence sequence -> sequence.items().stream().anyMatch(Binder::isBroken);
      case Node.Mapping mapping -> mapping.entries().values().stream().anyMatch(Binder::isBroken);
      case Node.Broken _ -> true;
    };
  }

  /** Reports the refusal of a constructor or converter. */
  void invalid(Node node, IllegalArgumentException e) {
    problem(node, e.getMessage() == null ? "is not valid" : e.getMessage());
  }

  void expected(Node node, String what) {
    problem(node, "expected " + what + ", found " + node.foundKind());
  }

  void problem(Node node, String message) {
    if (!(node instanceof Node.Broken)) {
      problem(node.place(), withoutVariables(node, message));
    }
  }

  void problem(Place place, String message) {
    report.add(new Problem(file, place.line(), place.column(), place.path(), message));
  }

  void unknown(Place place, String key, Collection<String> known) {
    String meant =
        Suggestion.near(key, known).map(near -> ", did you mean `" + near + "`?").orElse(".");
    problem(place.ofKey(), "unknown key" + meant + " Allowed: " + String.join(", ", known));
  }

  /** Constructors and converters see values of variables and may put them in messages. */
  private static String withoutVariables(Node node, String message) {
    return switch (node) {
      case Node.Scalar scalar -> {
        String safe = message;
        for (Map.Entry<String, String> variable : scalar.variables().entrySet()) {
          if (variable.getKey().length() >= SHORTEST_HIDDEN) {
            safe = safe.replace(variable.getKey(), variable.getValue());
          }
        }
        yield safe;
      }
      case Node.Sequence sequence -> withoutVariables(sequence.items(), message);
      case Node.Mapping mapping -> withoutVariables(mapping.entries().values(), message);
      case Node.Broken _ -> message;
    };
  }

  private static String withoutVariables(Collection<Node> nodes, String message) {
    String safe = message;
    for (Node node : nodes) {
      safe = withoutVariables(node, safe);
    }
    return safe;
  }
}
