package sonde.config;

import java.util.Map;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Expands variables in scalars, then gives them a type by YAML's core schema. */
final class Scalars {
  // No number or boolean is longer; keeps the schema's patterns off long texts.
  private static final int LONGEST_TYPED = 64;

  private final ScalarResolver schema = new CoreSchema().getScalarResolver();
  private final Environment environment;
  private final boolean expanding;

  private Scalars(Environment environment, boolean expanding) {
    this.environment = environment;
    this.expanding = expanding;
  }

  static Scalars expanding(Environment environment) {
    return new Scalars(environment, true);
  }

  static Scalars literal() {
    return new Scalars(_ -> null, false);
  }

  boolean expands() {
    return expanding;
  }

  /** Whether the tag only says that the value is a text. */
  static boolean isText(String tag) {
    return tag.equals("!") || tag.equals(Tag.STR.getValue());
  }

  Node node(Place place, ScalarEvent scalar, Consumer<String> problem) {
    String written = scalar.getValue();
    Expansion expansion = expanding ? Expansion.of(written, environment) : Expansion.none(written);
    if (!expansion.problems().isEmpty()) {
      expansion.problems().forEach(problem);
      return new Node.Broken(place);
    }
    String text = expansion.text();
    boolean plain = scalar.isPlain() && scalar.getTag().isEmpty();
    // Within braces YAML wants a variable quoted: it may be a number all the same.
    Node.Type type = plain || expansion.expanded() ? type(text) : Node.Type.STRING;
    if (type == Node.Type.NULL && expansion.expanded() && !(plain && text.isEmpty())) {
      // A variable that happens to hold "null" or "~" is a text; only an empty one is nothing.
      type = Node.Type.STRING;
    }
    return new Node.Scalar(place, type, text, written, expansion.variables());
  }

  /** A value as if written plainly, without variables. */
  Node plain(Place place, String text) {
    return new Node.Scalar(place, type(text), text, text, Map.of());
  }

  private Node.Type type(String text) {
    if (text.length() > LONGEST_TYPED) {
      return Node.Type.STRING;
    }
    Tag tag = schema.resolve(text, true);
    if (tag.equals(Tag.NULL)) {
      return Node.Type.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return Node.Type.BOOLEAN;
    }
    if (tag.equals(Tag.INT)) {
      return Node.Type.INTEGER;
    }
    return tag.equals(Tag.FLOAT) ? Node.Type.FLOAT : Node.Type.STRING;
  }
}
