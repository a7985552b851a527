package sonde.web;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sonde.config.Converter;
import sonde.pem.Pem;
import sonde.pem.PemException;

/**
 * The name of a file of certificates or a key, relative to the web configuration file; it must be
 * readable. Empty counts as not given, as templates write it.
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
        if (path == null) {
          return null;
        }
        try {
          var _ = Pem.read(path);
        } catch (PemException e) {
          value.problem(String.valueOf(e.getMessage()));
          return null;
        }
        return new FileName(path);
      };

  static @Nullable Path of(@Nullable FileName name) {
    return name == null ? null : name.path();
  }
}
