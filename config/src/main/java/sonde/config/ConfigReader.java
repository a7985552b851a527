package sonde.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML 1.2 files into records and finds every problem at once.
 *
 * <p>A key is the component's name in snake_case. A component may be a {@link String}, a boolean,
 * int, long or double, an enum (in lower snake_case), a {@link java.time.Duration}, a {@link
 * DataSize}, a {@link Path} (relative to the file), a {@link Secret}, a {@link SecretSource} (the
 * keys {@code x} and {@code x_file}), a list or a map by text of these, another record, any type
 * with a {@link Converter}, or a {@link YamlValue} to be bound later. It is required unless it is
 * {@link Nullable} (then null when absent) or has a {@link Default}; a key without a value is
 * absent. Lists and maps are unmodifiable and keep the file's order.
 *
 * <p>Immutable.
 */
public final class ConfigReader {
  private static final DataSize LARGEST = new DataSize(1 << 20);

  private final Scalars scalars;
  private final Map<Class<?>, Converter<?>> converters;

  private ConfigReader(Scalars scalars, Map<Class<?>, Converter<?>> converters) {
    this.scalars = scalars;
    this.converters = converters;
  }

  /**
   * A reader that expands {@code ${NAME}} and {@code ${NAME:-default}} in values, after parsing;
   * <code>$${</code> stands for a literal <code>${</code>.
   */
  public static ConfigReader expanding(Environment environment) {
    return new ConfigReader(Scalars.expanding(environment), Map.of());
  }

  /** A reader that takes every value as it is written. */
  public static ConfigReader literal() {
    return new ConfigReader(Scalars.literal(), Map.of());
  }

  /** The same reader, which binds one more type. */
  public <T> ConfigReader with(Class<T> type, Converter<T> converter) {
    Map<Class<?>, Converter<?>> all = new LinkedHashMap<>(converters);
    all.put(type, converter);
    return new ConfigReader(scalars, all);
  }

  /**
   * Reads a file of at most 1 MiB of UTF-8.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public <T> T read(Path file, Class<T> type) throws ConfigException {
    Report report = new Report();
    return orThrow(read(file, type, report), report);
  }

  /**
   * Reads a file and adds what is wrong to a report that may be about several.
   *
   * @return null if there was a problem; null never comes without one
   */
  public <T> @Nullable T read(Path file, Class<T> type, Report report) {
    String name = file.toString();
    report.begin(name);
    byte[] content;
    try {
      content = BoundedFile.bytes(file, LARGEST);
    } catch (IOException e) {
      report.add(Problem.of(name, "", "cannot be read: " + BoundedFile.reason(e)));
      return null;
    }
    try {
      String text = BoundedFile.text(content);
      Path parent = file.getParent();
      return bind(name, text, parent == null ? Path.of("") : parent, type, report);
    } catch (BoundedFile.NotUtf8Exception e) {
      int line = 1;
      for (int i = 0; i < e.position(); i++) {
        line += content[i] == '\n' ? 1 : 0;
      }
      report.add(new Problem(name, line, 0, "", "is not UTF-8"));
      return null;
    }
  }

  /**
   * Reads a text as if it were a file of this name. Relative paths in it are relative to the
   * working directory.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public <T> T readText(String name, String text, Class<T> type) throws ConfigException {
    Report report = new Report();
    return orThrow(readText(name, text, type, report), report);
  }

  /** Reads a text and adds what is wrong to a report; null if there was a problem. */
  public <T> @Nullable T readText(String name, String text, Class<T> type, Report report) {
    report.begin(name);
    return bind(name, text, Path.of(""), type, report);
  }

  private <T> @Nullable T bind(
      String name, String text, Path directory, Class<T> type, Report report) {
    int before = report.size();
    // Editors on Windows start UTF-8 files with a byte order mark.
    String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Node root = new TreeReader(name, yaml, scalars, report).read();
    if (root == null) {
      return null;
    }
    T bound = new Binder(name, directory, scalars, converters, report).bind(root, type);
    return report.size() == before ? bound : null;
  }

  private static <T> T orThrow(@Nullable T value, Report report) throws ConfigException {
    report.throwIfAny();
    if (value == null) {
      throw new IllegalStateException("nothing bound and no problem found");
    }
    return value;
  }
}
