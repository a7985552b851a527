package sonde.exporter;

import java.nio.file.Files;
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
import sonde.config.ConfigReader;
import sonde.config.Converter;
import sonde.config.Environment;
import sonde.config.Report;
import sonde.config.YamlValue;
import sonde.redis.RedisCollectors;
import sonde.redisclient.RedisAddress;
import sonde.web.ListenAddress;
import sonde.web.WebServer;

/** Reads the exporter's configuration from its YAML file. */
public final class ConfigFile {
  // A path has a name in quotes where a dot or colon would make it ambiguous.
  private static final Pattern TARGET_PATH =
      Pattern.compile("targets\\.(\"?)[A-Za-z0-9_.:-]{1,60}\\1");
  private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Map<String, Type> TYPES =
      new TreeMap<>(Map.of("redis", new Type(RedisTarget.Keys.class, RedisCollectors.all())));

  /** Of which types a request may name the address. */
  private static final Map<String, AddressSyntax> ADDRESSES =
      Map.of("redis", RedisTarget.ADDRESSES);

  private static final Set<String> RESERVED =
      Set.of("target", "node", "collector", "instance_role", "err", "le", "quantile");

  private final ConfigReader reader;

  /** A type of target: what its keys are bound to, and what reads it. */
  private record Type(
      Class<? extends TargetConfig.Keys> keys, List<? extends Collector<?>> collectors) {}

  /** Reads with the variables of an environment. */
  public ConfigFile(Environment environment) {
    this.reader =
        ConfigReader.expanding(environment)
            .with(RedisAddress.class, Converter.ofText(RedisAddress::parse))
            .with(ListenAddress.class, Converter.ofText(ListenAddress::parse))
            .with(Namespace.class, Converter.ofText(Namespace::new))
            .with(ExporterConfig.Listeners.class, ConfigFile::listeners)
            .with(TargetConfig.class, ConfigFile::target)
            .with(ProbeAllow.class, value -> new ProbeAllowReader(ADDRESSES).read(value));
  }

  /**
   * Reads a file, and the web configuration file that it names, and reports everything that is
   * wrong with both.
   *
   * @return null if there was a problem
   */
  public @Nullable ExporterConfig read(Path file, Report report) {
    List<Path> webFiles = new ArrayList<>();
    ExporterConfig config =
        reader
            .with(ExporterConfig.WebFile.class, value -> webFile(value, webFiles))
            .read(file, ExporterConfig.class, report);
    webFiles.forEach(web -> WebServer.check(web, report));
    return config;
  }

  /** Notes the file, so that it is checked also when something else is wrong. */
  private static ExporterConfig.@Nullable WebFile webFile(YamlValue value, List<Path> noted) {
    Path path = value.as(Path.class);
    if (path == null) {
      return null;
    }
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      value.problem("no file that can be read: " + path);
      return null;
    }
    noted.add(path);
    return new ExporterConfig.WebFile(path);
  }

  private static ExporterConfig.@Nullable Listeners listeners(YamlValue value) {
    if (value.kind() == YamlValue.Kind.SCALAR) {
      ListenAddress address = value.as(ListenAddress.class);
      return address == null
          ? null
          : new ExporterConfig.Listeners(List.of(ExporterConfig.Listener.all(address)));
    }
    List<ExporterConfig.Listener> all = new ArrayList<>();
    for (YamlValue item : value.list()) {
      if (item.kind() == YamlValue.Kind.SCALAR) {
        ListenAddress address = item.as(ListenAddress.class);
        if (address != null) {
          all.add(ExporterConfig.Listener.all(address));
        }
      } else {
        ExporterConfig.Listener listener = item.as(ExporterConfig.Listener.class);
        if (listener != null) {
          all.add(listener);
        }
      }
    }
    if (value.kind() == YamlValue.Kind.LIST && value.list().isEmpty()) {
      value.problem("names no address to listen on");
    }
    return new ExporterConfig.Listeners(List.copyOf(all));
  }

  private static @Nullable TargetConfig target(YamlValue value) {
    if (!TARGET_PATH.matcher(value.path()).matches()) {
      value.problem("a target's name is 1 to 60 of A-Z a-z 0-9 _ . : -");
    }
    return keys(value);
  }

  /** The keys of a target, whatever its name. */
  static @Nullable TargetConfig keys(YamlValue value) {
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
    YamlValue labels = keys.get("labels");
    if (labels != null && labels.kind() == YamlValue.Kind.MAP) {
      checkLabels(labels, known.collectors);
    }
    YamlValue collectors = keys.get("collectors");
    Map<String, CollectorConfig> named =
        collectors == null ? Map.of() : collectors(collectors, known.collectors);
    return bound == null ? null : bound.target(named);
  }

  private static Map<String, CollectorConfig> collectors(
      YamlValue value, List<? extends Collector<?>> known) {
    Set<String> names = new TreeSet<>();
    known.forEach(collector -> names.add(collector.spec().name()));
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

  private static void checkLabels(YamlValue labels, List<? extends Collector<?>> known) {
    Set<String> taken = new TreeSet<>(RESERVED);
    for (Collector<?> collector : known) {
      for (Family family : collector.spec().families()) {
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
