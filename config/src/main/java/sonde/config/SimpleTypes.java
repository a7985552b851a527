package sonde.config;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Binds scalars: text, numbers, enums, durations, sizes, paths and secrets. */
final class SimpleTypes {
  private final Path directory;
  private final Binder binder;

  SimpleTypes(Path directory, Binder binder) {
    this.directory = directory;
    this.binder = binder;
  }

  @Nullable Object bind(Node node, Class<?> type) {
    if (!(node instanceof Node.Scalar scalar) || node.isNull()) {
      binder.expected(node, expectation(type));
      return null;
    }
    if (type == String.class) {
      return scalar.text();
    }
    if (type == Secret.class) {
      return Secret.of(scalar.text());
    }
    if (type == boolean.class || type == Boolean.class) {
      return bool(scalar);
    }
    if (type == int.class || type == Integer.class) {
      Long value = whole(scalar, Integer.MIN_VALUE, Integer.MAX_VALUE);
      return value == null ? null : Math.toIntExact(value);
    }
    if (type == long.class || type == Long.class) {
      return whole(scalar, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return number(scalar);
    }
    if (type == Duration.class) {
      return parsed(scalar, type, Durations::parse);
    }
    if (type == DataSize.class) {
      return parsed(scalar, type, DataSize::parse);
    }
    if (type == Path.class) {
      return path(scalar);
    }
    return constant(scalar, type);
  }

  private static String expectation(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == Duration.class) {
      return "a duration such as " + Durations.EXAMPLES;
    }
    if (type == DataSize.class) {
      return "a size such as " + DataSize.EXAMPLES;
    }
    if (type == Path.class) {
      return "a path";
    }
    if (type.isEnum()) {
      return "one of " + String.join(", ", names(type));
    }
    return "a text";
  }

  private @Nullable Boolean bool(Node.Scalar scalar) {
    if (scalar.type() == Node.Type.BOOLEAN) {
      return scalar.text().toLowerCase(Locale.ROOT).equals("true");
    }
    String text = scalar.text().toLowerCase(Locale.ROOT);
    boolean quoted = text.equals("true") || text.equals("false");
    wrong(scalar, boolean.class, quoted ? "; write it without quotes" : "");
    return null;
  }

  private @Nullable Long whole(Node.Scalar scalar, long least, long most) {
    String text = scalar.text();
    if (scalar.type() != Node.Type.INTEGER) {
      wrong(scalar, long.class, quotedNumber(text));
      return null;
    }
    BigInteger value =
        switch (text.length() > 2 ? text.substring(0, 2) : "") {
          case "0x" -> new BigInteger(text.substring(2), 16);
          case "0o" -> new BigInteger(text.substring(2), 8);
          default -> new BigInteger(text);
        };
    if (value.compareTo(BigInteger.valueOf(least)) < 0
        || value.compareTo(BigInteger.valueOf(most)) > 0) {
      wrong(scalar, long.class, ", which is beyond " + least + " to " + most);
      return null;
    }
    return value.longValue();
  }

  private @Nullable Double number(Node.Scalar scalar) {
    if (scalar.type() == Node.Type.INTEGER) {
      Long whole = whole(scalar, Long.MIN_VALUE, Long.MAX_VALUE);
      return whole == null ? null : (double) whole;
    }
    if (scalar.type() != Node.Type.FLOAT) {
      wrong(scalar, double.class, quotedNumber(scalar.text()));
      return null;
    }
    try {
      double value = Double.parseDouble(scalar.text());
      if (Double.isFinite(value)) {
        return value;
      }
      wrong(scalar, double.class, ", which is too large");
      return null;
    } catch (NumberFormatException _) {
      // The schema's .inf and .nan measure nothing that could be configured.
      wrong(scalar, double.class, "");
      return null;
    }
  }

  private static String quotedNumber(String text) {
    return text.matches("[-+]?[0-9]{1,18}") ? "; write it without quotes" : "";
  }

  private <T> @Nullable T parsed(Node.Scalar scalar, Class<?> type, Function<String, T> parse) {
    try {
      return parse.apply(scalar.text());
    } catch (IllegalArgumentException _) {
      wrong(scalar, type, "");
      return null;
    }
  }

  private @Nullable Path path(Node.Scalar scalar) {
    if (scalar.text().isEmpty()) {
      wrong(scalar, Path.class, "");
      return null;
    }
    try {
      return directory.resolve(scalar.text());
    } catch (InvalidPathException _) {
      wrong(scalar, Path.class, "");
      return null;
    }
  }

  private @Nullable Object constant(Node.Scalar scalar, Class<?> type) {
    Object[] constants = type.getEnumConstants();
    if (constants == null) {
      throw new IllegalArgumentException("no configuration can be bound to " + type);
    }
    List<String> names = names(type);
    int index = names.indexOf(scalar.text());
    if (index >= 0) {
      return constants[index];
    }
    // What is near a variable's value would tell about the value.
    String meant =
        scalar.expanded()
            ? ""
            : Suggestion.near(scalar.text(), names)
                .map(near -> "; did you mean `" + near + "`?")
                .orElse("");
    wrong(scalar, type, meant);
    return null;
  }

  private static List<String> names(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    return constants == null
        ? List.of()
        : Arrays.stream(constants)
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toList());
  }

  private void wrong(Node.Scalar scalar, Class<?> type, String hint) {
    binder.problem(scalar, "expected " + expectation(type) + ", found " + scalar.found() + hint);
  }
}
