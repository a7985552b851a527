package sonde.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a YAML file, to be looked at by a {@link Converter} or bound once more is known. What
 * is asked of it and cannot be had is reported at its place, and the answer is null or empty.
 */
public final class YamlValue {

  /** What a value is. */
  public enum Kind {
    /** A key without a value, or {@code null}. */
    NULL,
    /** A text, number or boolean. */
    SCALAR,
    /** A list. */
    LIST,
    /** A map. */
    MAP
  }

  private final Node node;
  private final Binder binder;

  YamlValue(Node node, Binder binder) {
    this.node = node;
    this.binder = binder;
  }

  /** What the value is. */
  public Kind kind() {
    return switch (node) {
      case Node.Mapping _ -> Kind.MAP;
      case Node.Sequence _ -> Kind.LIST;
      case Node.Broken _ -> Kind.SCALAR;
      case Node.Scalar scalar -> scalar.type() == Node.Type.NULL ? Kind.NULL : Kind.SCALAR;
    };
  }

  /** The file's name as the user gave it. */
  public String file() {
    return binder.file();
  }

  /** The line where the value, or of a list or map its key, starts; from 1. */
  public int line() {
    return node.place().line();
  }

  /** The keys that lead here, such as {@code targets.cache.collectors}. */
  public String path() {
    return node.place().path();
  }

  /** The scalar's text after expansion of variables, which must not be put in messages. */
  public @Nullable String text() {
    return as(String.class);
  }

  /** The scalar in quotes for a message; of a variable its name, never its value. */
  public String shown() {
    return node instanceof Node.Scalar scalar ? scalar.shown() : node.found();
  }

  /** The list's items. */
  public List<YamlValue> list() {
    if (!(node instanceof Node.Sequence sequence)) {
      binder.expected(node, "a list");
      return List.of();
    }
    List<YamlValue> items = new ArrayList<>();
    sequence.items().forEach(item -> items.add(new YamlValue(item, binder)));
    return Collections.unmodifiableList(items);
  }

  /** The map's entries in the order of the file. */
  public Map<String, YamlValue> map() {
    if (!(node instanceof Node.Mapping mapping)) {
      binder.expected(node, "a map");
      return Map.of();
    }
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    mapping.entries().forEach((key, value) -> entries.put(key, new YamlValue(value, binder)));
    return Collections.unmodifiableMap(entries);
  }

  /**
   * The map with one key more, as if it stood in the file with this text: what a file leaves out
   * because it is known from elsewhere.
   */
  public YamlValue with(String key, String text) {
    if (!(node instanceof Node.Mapping mapping)) {
      return this;
    }
    Map<String, Node> entries = new LinkedHashMap<>(mapping.entries());
    entries.put(
        key, new Node.Scalar(mapping.place().missing(key), Node.Type.STRING, text, text, Map.of()));
    return new YamlValue(new Node.Mapping(mapping.place(), entries), binder);
  }

  /** The value as this type. */
  public <T> @Nullable T as(Class<T> type) {
    return binder.bind(node, type);
  }

  /** The value as a list of this type. */
  public <T> @Nullable List<T> asList(Class<T> type) {
    return binder.list(node, type);
  }

  /** The value as a map by text of this type. */
  public <T> @Nullable Map<String, T> asMap(Class<T> type) {
    return binder.map(node, type);
  }

  /** Reports what is wrong with the value. */
  public void problem(String message) {
    binder.problem(node, message);
  }

  /** Reports that the value's key is none of the known ones, with what was probably meant. */
  public void unknownKey(String key, Collection<String> known) {
    binder.unknown(node.place(), key, known);
  }

  /** Where the value stands, never the value. */
  @Override
  public String toString() {
    return file() + ":" + line() + ": " + path();
  }
}
