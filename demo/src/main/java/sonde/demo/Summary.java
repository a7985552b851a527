package sonde.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sonde.collect.ExpositionParser;
import sonde.collect.Format;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;

/** What an exposition of {@code /metrics} says of each target, in a line each. */
final class Summary {
  private final List<ParsedFamily> families;

  /** What tells a product and its version, by family. */
  private static final Map<String, String> SQL =
      Map.of("pg_static", "postgres", "mysql_version_info", "mysql");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)+");

  private Summary(List<ParsedFamily> families) {
    this.families = families;
  }

  static Summary of(String exposition) throws MalformedExpositionException {
    return new Summary(ExpositionParser.parse(Format.TEXT, exposition));
  }

  /** Whether the server of a target answered. */
  boolean isUp(String target) {
    return series("sonde_target_up", target).anyMatch(series -> series.value() == 1);
  }

  /** A table with a line for each of the targets. */
  String text(List<String> targets) {
    StringBuilder text = new StringBuilder();
    text.append(line("target", "state", "version", "role", "families", "series", "collectors"));
    for (String target : targets) {
      Map<String, String> instance =
          series("redis_instance_info", target)
              .findFirst()
              .<Map<String, String>>map(ParsedFamily.Series::labels)
              .orElse(Map.of());
      List<List<ParsedFamily.Series>> own = ofStore(target);
      text.append(
          line(
              target,
              isUp(target) ? "up" : "down",
              version(instance, target),
              role(instance),
              Integer.toString(own.size()),
              Integer.toString(own.stream().mapToInt(List::size).sum()),
              collectors(target)));
    }
    return text.toString();
  }

  private static String line(Object... cells) {
    return String.format(Locale.ROOT, "%-16s %-5s %-16s %-9s %9s %7s  %s\n", cells);
  }

  private String version(Map<String, String> instance, String target) {
    for (var product : SQL.entrySet()) {
      Optional<ParsedFamily.Series> found = series(product.getKey(), target).findFirst();
      if (found.isPresent()) {
        // MariaDB says that it is one; of the rest, the build does not matter here.
        String version = found.get().labels().getOrDefault("version", "");
        Matcher number = NUMBER.matcher(version);
        String named = version.contains("MariaDB") ? "mariadb" : product.getValue();
        return number.find() ? named + " " + number.group() : named;
      }
    }
    String valkey = instance.getOrDefault("valkey_version", "");
    String redis = instance.getOrDefault("redis_version", "");
    return !valkey.isEmpty() ? "valkey " + valkey : redis.isEmpty() ? "-" : "redis " + redis;
  }

  /** A Sentinel has a mode and no role. */
  private static String role(Map<String, String> instance) {
    String role = instance.getOrDefault("role", "");
    return role.isEmpty() ? instance.getOrDefault("redis_mode", "-") : role;
  }

  private String collectors(String target) {
    List<ParsedFamily.Series> all = series("sonde_collector_success", target).toList();
    List<String> failed = new ArrayList<>();
    for (ParsedFamily.Series series : all) {
      if (series.value() == 0) {
        failed.add(series.labels().getOrDefault("collector", ""));
      }
    }
    return failed.isEmpty()
        ? all.size() + " ok"
        : all.size() - failed.size() + " ok, failed: " + String.join(", ", failed);
  }

  /** The families that a target has series of, without Sonde's own about it. */
  private List<List<ParsedFamily.Series>> ofStore(String target) {
    return families.stream()
        .filter(family -> !family.name().startsWith("sonde_"))
        .map(family -> family.samples().stream().filter(series -> isOf(series, target)).toList())
        .filter(series -> !series.isEmpty())
        .collect(Collectors.toList());
  }

  private Stream<ParsedFamily.Series> series(String family, String target) {
    return families.stream()
        .filter(each -> each.name().equals(family))
        .flatMap(each -> each.samples().stream())
        .filter(series -> isOf(series, target));
  }

  private static boolean isOf(ParsedFamily.Series series, String target) {
    return target.equals(series.labels().get("target"));
  }
}
