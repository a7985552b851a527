package sonde.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The reply to INFO: fields by section, as <a
 * href="https://redis.io/docs/latest/commands/info/">its documentation</a> describes them. Asked
 * once in a run, parsed once, and read by most collectors.
 */
final class ServerInfo {
  /** INFO with all sections but the modules'. Known to every version of Redis, and to Sentinel. */
  static final Command<ServerInfo> ALL =
      Command.parsed(reply -> ServerInfo.parse(reply.text()), "INFO", "ALL");

  private final Map<String, Map<String, String>> sections;
  private final Map<String, String> fields;

  private ServerInfo(Map<String, Map<String, String>> sections, Map<String, String> fields) {
    this.sections = sections;
    this.fields = fields;
  }

  /** Reads lines of {@code field:value} under headings of {@code # Section}; ignores any other. */
  static ServerInfo parse(String text) {
    Map<String, Map<String, String>> sections = new HashMap<>();
    Map<String, String> fields = new LinkedHashMap<>(512);
    Map<String, String> section = new LinkedHashMap<>();
    for (int start = 0; start < text.length(); ) {
      int feed = text.indexOf('\n', start);
      int next = feed < 0 ? text.length() : feed;
      int end = next > start && text.charAt(next - 1) == '\r' ? next - 1 : next;
      if (end > start + 2 && text.charAt(start) == '#') {
        section =
            sections.computeIfAbsent(text.substring(start + 2, end), name -> new LinkedHashMap<>());
      } else {
        int colon = text.indexOf(':', start);
        if (colon > start && colon < end) {
          String name = text.substring(start, colon);
          String value = text.substring(colon + 1, end);
          section.put(name, value);
          fields.put(name, value);
        }
      }
      start = next + 1;
    }
    return new ServerInfo(sections, fields);
  }

  /** Whether the server sent a section. */
  boolean has(String section) {
    return sections.containsKey(section);
  }

  /** The fields of a section in the server's order; none when it did not send it. */
  Map<String, String> section(String name) {
    return sections.getOrDefault(name, Map.of());
  }

  /** The fields of all sections in the server's order. */
  Map<String, String> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** A field's value, empty when there is none, as the peer has it in labels. */
  String text(String field) {
    return fields.getOrDefault(field, "");
  }

  /** A field's value as a number; words of success and failure are 1 and 0. */
  OptionalDouble number(String field) {
    String value = fields.get(field);
    return value == null ? OptionalDouble.empty() : Values.number(value);
  }

  /** The parts of a value such as {@code keys=3,expires=1}. */
  static Map<String, String> parts(String value) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : value.split(",")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  /** A number among the parts of such a value, without taking all of them apart. */
  static OptionalDouble part(String value, String name) {
    for (int start = 0; start < value.length(); ) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      int equals = start + name.length();
      if (equals < end && value.charAt(equals) == '=' && value.startsWith(name, start)) {
        return Values.number(value.substring(equals + 1, end));
      }
      start = end + 1;
    }
    return OptionalDouble.empty();
  }

  /** The values of fields that start with a prefix and go on with a number: db0, master0. */
  static List<Map.Entry<String, String>> numbered(Map<String, String> section, String prefix) {
    List<Map.Entry<String, String>> found = new ArrayList<>();
    section
        .entrySet()
        .forEach(
            field -> {
              String name = field.getKey();
              if (name.startsWith(prefix)
                  && name.length() > prefix.length()
                  && name.chars().skip(prefix.length()).allMatch(Character::isDigit)) {
                found.add(field);
              }
            });
    return found;
  }
}
