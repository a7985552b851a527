package sonde.web;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sonde.config.Converter;

/**
 * A file's name in the web configuration file, relative to it. Empty counts as not given, as
 * templates write it.
 *
 * @param path null if empty
 */
record FileName(@Nullable Path path) {
  static final Converter<FileName> CONVERTER =
      value -> {
        String text = value.text();
        if (text == null) {
          return null;
        }
        if (text.isBlank()) {
          return new FileName(null);
        }
        Path path = value.as(Path.class);
        return path == null ? null : new FileName(path);
      };

  static @Nullable Path of(@Nullable FileName name) {
    return name == null ? null : name.path();
  }
}
