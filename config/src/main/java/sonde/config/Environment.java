package sonde.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where variables come from: the process' environment, or a map in tests. */
@FunctionalInterface
public interface Environment {

  /** The variable's value, or null if it is not set. */
  @Nullable String get(String name);

  /** The environment of this process. */
  static Environment system() {
    return System::getenv;
  }

  /** Just these variables. */
  static Environment of(Map<String, String> variables) {
    return Map.copyOf(variables)::get;
  }
}
