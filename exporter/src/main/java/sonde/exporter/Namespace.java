package sonde.exporter;

import java.util.regex.Pattern;

/**
 * What metric names start with.
 *
 * @param name without the underscore that follows it
 */
record Namespace(String name) {
  private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  Namespace {
    if (!ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a namespace is letters, digits and underscores, and starts with no digit");
    }
  }
}
