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

  private final List<Field> all;
  private final Map<String, List<Field>> sections;
  private final Map<String, String> values;
  private final List<CommandStats> commands;

  /** A line: a field and its value. */
  record Field(String name, String value) {}

  private ServerInfo(List<Field> all, Map<String, List<Field>> sections) {
    this.all = all;
    this.sections = sections;
    this.values = HashMap.newHashMap(all.size());
    all.forEach(field -> values.put(field.name, field.value));
    this.commands = CommandStats.of(section("Commandstats"));
  }

  /** Reads lines of {@code field:value} under headings of {@code # Section}; ignores any other. */
  static ServerInfo parse(String text) {
    List<Field> all = new ArrayList<>(512);
    Map<String, List<Field>> sections = new HashMap<>();
    List<Field> section = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int feed = text.indexOf('\n', start);
      int next = feed < 0 ? text.length() : feed;
      int end = next > start && text.charAt(next - 1) == '\r' ? next - 1 : next;
      if (end > start + 2 && text.charAt(start) == '#') {
        section =
            sections.computeIfAbsent(text.substring(start + 2, end), name -> new ArrayList<>());
      } else {
        int colon = text.indexOf(':', start);
        if (colon > start && colon < end) {
          Field field = new Field(text.substring(start, colon), text.substring(colon + 1, end));
          section.add(field);
          all.add(field);
        }
      }
      start = next + 1;
    }
    return new ServerInfo(all, sections);
  }

  /** Whether the server sent a section. */
  boolean has(String section) {
    return sections.containsKey(section);
  }

  /**
   * The fields of a section in the server's order; none when it did not send it. KeyDB sends a
   * field of several primaries as often.
   */
  List<Field> section(String name) {
    return Collections.unmodifiableList(sections.getOrDefault(name, List.of()));
  }

  /** The fields of all sections in the server's order. */
  List<Field> fields() {
    return Collections.unmodifiableList(all);
  }

  /** The commands' statistics. */
  List<CommandStats> commands() {
    return commands;
  }

  /** A field's value, empty when there is none, as the peer has it in labels. */
  String text(String field) {
    return values.getOrDefault(field, "");
  }

  /** A field's value as a number; words of success and failure are 1 and 0. */
  OptionalDouble number(String field) {
    String value = values.get(field);
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

  /** The fields that start with a prefix and go on with a number: db0, master0. */
  static List<Field> numbered(List<Field> fields, String prefix) {
    return fields.stream().filter(field -> isNumbered(field.name, prefix)).toList();
  }

  private static boolean isNumbered(String name, String prefix) {
    return name.length() > prefix.length()
        && name.startsWith(prefix)
        && name.chars().skip(prefix.length()).allMatch(c -> c >= '0' && c <= '9');
  }
}
