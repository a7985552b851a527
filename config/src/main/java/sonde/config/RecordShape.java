package sonde.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of a record type: its components, their keys, and how to make one.
 *
 * @param keys every key that may be given
 */
record RecordShape(Constructor<?> constructor, List<Component> components, List<String> keys) {

  /** A component and the key that it is bound from. */
  record Component(
      String name,
      String key,
      Type type,
      boolean optional,
      boolean mustBeReadable,
      @Nullable String fallback) {

    boolean isSecretSource() {
      return type == SecretSource.class;
    }

    /** The key of the file that may be named instead of a secret. */
    String fileKey() {
      return key + "_file";
    }
  }

  static RecordShape of(Class<?> type) {
    RecordComponent[] declared = type.getRecordComponents();
    List<Component> components = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : declared) {
      Default fallback = component.getAnnotation(Default.class);
      Component made =
          new Component(
              component.getName(),
              snakeCase(component.getName()),
              component.getGenericType(),
              component.getAnnotatedType().isAnnotationPresent(Nullable.class),
              component.isAnnotationPresent(ReadableFile.class),
              fallback == null ? null : fallback.value());
      components.add(made);
      keys.add(made.key());
      if (made.isSecretSource()) {
        keys.add(made.fileKey());
      }
    }
    Class<?>[] types =
        Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      // Records may be private to their package; their canonical constructor is then, too.
      constructor.setAccessible(true);
      return new RecordShape(constructor, List.copyOf(components), List.copyOf(keys));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without its constructor: " + type, e);
    }
  }

  /**
   * Makes the record.
   *
   * @throws IllegalArgumentException if its constructor refuses the values with one
   */
  Object make(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
