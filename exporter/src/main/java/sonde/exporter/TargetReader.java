package sonde.exporter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.config.Report;
import sonde.config.YamlValue;
import sonde.mysql.MySqlCollectors;
import sonde.postgres.PostgresCollectors;
import sonde.redis.RedisCollectors;
import sonde.sql.OwnQuery;
import sonde.sql.QueryFile;
import sonde.sql.Quoting;

/** Reads a target of any type from the configuration file, and the files of its queries. */
final class TargetReader {
  // A path has a name in quotes where a dot or colon would make it ambiguous.
  private static final Pattern TARGET_PATH =
      Pattern.compile("targets\\.(\"?)[A-Za-z0-9_.:-]{1,60}\\1");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Map<String, Type> TYPES =
      new TreeMap<>(
          Map.of(
              "mysql",
                  new Type(MySqlTarget.Keys.class, MySqlCollectors.all(), MySqlTarget.ADDRESSES),
              "postgres",
                  new Type(
                      PostgresTarget.Keys.class,
                      PostgresCollectors.all(),
                      PostgresTarget.ADDRESSES),
              "redis",
                  new Type(RedisTarget.Keys.class, RedisCollectors.all(), RedisTarget.ADDRESSES),
              "sql", new Type(SqlTarget.Keys.class, List.of(), null)));

  private static final Set<String> RESERVED =
      Set.of("target", "node", "collector", "instance_role", "err", "le", "quantile");

  private final Report report;

  /**
   * A type of target.
   *
   * @param keys what the file's keys are bound to
   * @param collectors what reads it
   * @param addresses what a request may name; null for a type of which none may be named
   */
  private record Type(
      Class<? extends TargetConfig.Keys> keys,
      List<? extends Collector<?>> collectors,
      @Nullable AddressSyntax addresses) {}

  /**
   * A reader of the targets of one file.
   *
   * @param report takes what is wrong with the files of queries
   */
  TargetReader(Report report) {
    this.report = report;
  }

  /** The addresses of each type of which a request may name one. */
  static Map<String, AddressSyntax> addresses() {
    Map<String, AddressSyntax> all = new TreeMap<>();
    TYPES.forEach(
        (name, type) -> {
          if (type.addresses != null) {
            all.put(name, type.addresses);
          }
        });
    return all;
  }

  @Nullable TargetConfig target(YamlValue value) {
    if (!TARGET_PATH.matcher(value.path()).matches()) {
      value.problem("a target's name is 1 to 60 of A-Z a-z 0-9 _ . : -");
    }
    return keys(value);
  }

  /** The keys of a target, whatever its name. */
  @Nullable TargetConfig keys(YamlValue value) {
    Map<String, YamlValue> keys = value.map();
    YamlValue type = keys.get("type");
    if (type == null) {
      if (value.kind() == YamlValue.Kind.MAP) {
        value.problem("type is required: one of " + String.join(", ", TYPES.keySet()));
      }
      return null;
    }
    String name = type.text();
    Type known = name == null ? null : TYPES.get(name);
    if (known == null) {
      if (name != null) {
        type.problem(
            type.shown() + " is no type of target: one of " + String.join(", ", TYPES.keySet()));
      }
      return null;
    }
    TargetConfig.Keys bound = value.as(known.keys);
    List<OwnQuery> own = bound == null ? List.of() : own(bound, value, known);
    List<Spec> specs = new ArrayList<>();
    known.collectors.forEach(collector -> specs.add(collector.spec()));
    own.forEach(query -> specs.add(query.spec()));
    YamlValue labels = keys.get("labels");
    if (labels != null && labels.kind() == YamlValue.Kind.MAP) {
      checkLabels(labels, specs);
    }
    Map<String, CollectorConfig> named = new LinkedHashMap<>();
    own.forEach(query -> named.put(query.spec().name(), CollectorConfig.of(query)));
    YamlValue collectors = keys.get("collectors");
    if (collectors != null) {
      named.putAll(collectors(collectors, specs));
    }
    return bound == null ? null : bound.target(Map.copyOf(named), own);
  }

  /** Reads the files of queries that a target names. */
  private List<OwnQuery> own(TargetConfig.Keys bound, YamlValue value, Type known) {
    Quoting quoting = bound.quoting().orElse(null);
    if (quoting == null) {
      return List.of();
    }
    Set<String> taken = new TreeSet<>();
    known.collectors.forEach(collector -> taken.add(collector.spec().name()));
    List<OwnQuery> all = new ArrayList<>();
    for (Path file : bound.queries()) {
      for (OwnQuery query : QueryFile.read(file, quoting, report)) {
        if (taken.add(query.spec().name())) {
          all.add(query);
        } else {
          value.problem(
              "two collectors are named " + query.spec().name() + ": rename the query " + query);
        }
      }
    }
    return List.copyOf(all);
  }

  private static Map<String, CollectorConfig> collectors(YamlValue value, List<Spec> known) {
    Set<String> names = new TreeSet<>();
    known.forEach(spec -> names.add(spec.name()));
    Map<String, CollectorConfig> named = new LinkedHashMap<>();
    value
        .map()
        .forEach(
            (name, setting) -> {
              if (!names.contains(name)) {
                setting.unknownKey(name, names);
              } else if (setting.kind() == YamlValue.Kind.MAP) {
                CollectorConfig.Settings settings = setting.as(CollectorConfig.Settings.class);
                if (settings != null) {
                  named.put(name, new CollectorConfig(true, settings));
                }
              } else {
                Boolean on = setting.as(Boolean.class);
                if (on != null) {
                  named.put(name, on ? CollectorConfig.ON : CollectorConfig.OFF);
                }
              }
            });
    return Map.copyOf(named);
  }

  private static void checkLabels(YamlValue labels, List<Spec> known) {
    Set<String> taken = new TreeSet<>(RESERVED);
    for (Spec spec : known) {
      for (Family family : spec.families()) {
        taken.addAll(family.labels());
      }
    }
    labels
        .map()
        .forEach(
            (name, value) -> {
              if (!LABEL_NAME.matcher(name).matches() || name.startsWith("__")) {
                value.problem(name + " is no label name");
              } else if (taken.contains(name)) {
                value.problem(name + " is a label of the collectors' own");
              }
            });
  }
}
