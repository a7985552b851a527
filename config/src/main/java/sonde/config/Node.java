package sonde.config;

import java.util.List;
import java.util.Map;

/** A value of a YAML file after expansion of variables. */
sealed interface Node {

  Place place();

  /** What a scalar is by YAML's core schema. */
  enum Type {
    NULL,
    BOOLEAN,
    INTEGER,
    FLOAT,
    STRING
  }

  /**
   * A scalar.
   *
   * @param text after expansion
   * @param written as it stands in the file, which is what may be shown
   * @param variables the variables that were expanded, by their values
   */
  record Scalar(Place place, Type type, String text, String written, Map<String, String> variables)
      implements Node {

    boolean expanded() {
      return !variables.isEmpty();
    }

    /** The value for a message: never what came out of a variable. */
    String shown() {
      return expanded() ? "the value of " + Text.quote(written) : Text.quote(text);
    }
  }

  /** A list. */
  record Sequence(Place place, List<Node> items) implements Node {}

  /** A map in the order of the file. */
  record Mapping(Place place, Map<String, Node> entries) implements Node {}

  /** A value that has been reported already, so that nothing more is to be said about it. */
  record Broken(Place place) implements Node {}

  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.type() == Type.NULL;
  }

  /** What was found, for "expected …, found …". */
  default String found() {
    return switch (this) {
      case Mapping _ -> "a map";
      case Sequence _ -> "a list";
      case Broken _ -> "an unusable value";
      case Scalar scalar when scalar.type() == Type.NULL -> "nothing";
      case Scalar scalar when scalar.expanded() -> scalar.shown();
      case Scalar scalar when scalar.type() == Type.STRING -> "the text " + scalar.shown();
      case Scalar scalar when scalar.type() == Type.BOOLEAN -> Text.shorten(scalar.text());
      case Scalar scalar -> "the number " + Text.shorten(scalar.text());
    };
  }

  /** What was found without its content, which might be a secret in the wrong place. */
  default String foundKind() {
    return switch (this) {
      case Scalar scalar when scalar.type() == Type.NULL -> "nothing";
      case Scalar _ -> "a single value";
      default -> found();
    };
  }
}
