package sonde.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query of a URL as HTML forms write it. */
final class Query {
  private Query() {}

  /**
   * The parameters in the order of their first appearance, each with its values in order.
   *
   * @throws IllegalArgumentException if an escape is broken
   */
  static Map<String, List<String>> parse(@Nullable String rawQuery) {
    if (rawQuery == null || rawQuery.isEmpty()) {
      return Map.of();
    }
    var all = new LinkedHashMap<String, List<String>>();
    for (String pair : rawQuery.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      all.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
    }
    all.replaceAll((_, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(all);
  }

  static String decode(String escaped) {
    return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
  }
}
