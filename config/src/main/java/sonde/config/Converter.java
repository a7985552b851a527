package sonde.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds a type that is not a record of known types, such as one that may be written as text or as a
 * list.
 *
 * @param <T> the type
 */
@FunctionalInterface
public interface Converter<T> {

  /**
   * The value as this type, or null after having reported what is wrong with {@link
   * YamlValue#problem}. An {@link IllegalArgumentException} is reported with its message.
   */
  @Nullable T convert(YamlValue value);

  /**
   * A converter of a single text.
   *
   * @param parse makes the value; throws {@link IllegalArgumentException} with a message for the
   *     user
   */
  static <T> Converter<T> ofText(Function<String, T> parse) {
    return value -> {
      String text = value.text();
      return text == null ? null : parse.apply(text);
    };
  }
}
