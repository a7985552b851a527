package sonde.exporter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sonde.config.Suggestion;
import sonde.config.YamlValue;

/** Reads {@code probe}: the rules and the modules that they name. */
final class ProbeAllowReader {
  private static final String ADDRESS = "address";

  private final Map<String, AddressSyntax> types;
  private final Function<YamlValue, @Nullable TargetConfig> targets;

  /**
   * A reader.
   *
   * @param types the addresses of each type of target
   * @param targets binds a target's keys
   */
  ProbeAllowReader(
      Map<String, AddressSyntax> types, Function<YamlValue, @Nullable TargetConfig> targets) {
    this.types = types;
    this.targets = targets;
  }

  @Nullable ProbeAllow read(YamlValue value) {
    ProbeAllow.Keys keys = value.as(ProbeAllow.Keys.class);
    if (keys == null) {
      return null;
    }
    Map<String, YamlValue> known = keys.modules().map();
    Map<String, TargetConfig> modules = new LinkedHashMap<>();
    known.forEach(
        (name, module) -> {
          TargetConfig config = module(module);
          if (config != null) {
            modules.put(name, config);
          }
        });
    List<AddressRule> rules = new ArrayList<>();
    List<YamlValue> written = keys.allow().list();
    for (YamlValue item : written) {
      AddressRule rule = rule(item, known, modules);
      if (rule != null) {
        rules.add(rule);
      }
    }
    // What is wrong with a rule has been reported: the rest is not the configuration that was
    // meant.
    return rules.size() == written.size() ? new ProbeAllow(rules) : null;
  }

  private @Nullable TargetConfig module(YamlValue module) {
    if (module.kind() != YamlValue.Kind.MAP) {
      return targets.apply(module);
    }
    Map<String, YamlValue> keys = module.map();
    YamlValue address = keys.get(ADDRESS);
    if (address != null) {
      address.problem("goes without: a module is for the addresses that requests name");
    }
    YamlValue collectors = keys.get("collectors");
    if (collectors != null && collectors.kind() == YamlValue.Kind.MAP) {
      collectors.map().values().forEach(ProbeAllowReader::refuseInterval);
    }
    AddressSyntax syntax = syntax(module);
    return targets.apply(syntax == null ? module : module.with(ADDRESS, syntax.sample()));
  }

  private static void refuseInterval(YamlValue collector) {
    YamlValue interval =
        collector.kind() == YamlValue.Kind.MAP ? collector.map().get("interval") : null;
    if (interval != null) {
      interval.problem("goes with targets only: beside the scrapes no module's address is asked");
    }
  }

  private @Nullable AddressSyntax syntax(YamlValue module) {
    YamlValue type = module.kind() == YamlValue.Kind.MAP ? module.map().get("type") : null;
    // What is wrong with the type is reported where the keys are read.
    String name = type != null && type.kind() == YamlValue.Kind.SCALAR ? type.text() : null;
    return name == null ? null : types.get(name);
  }

  private @Nullable AddressRule rule(
      YamlValue item, Map<String, YamlValue> known, Map<String, TargetConfig> modules) {
    ProbeAllow.Rule keys = item.as(ProbeAllow.Rule.class);
    if (keys == null) {
      return null;
    }
    YamlValue address = item.map().get(ADDRESS);
    YamlValue named = item.map().get("module");
    if (address == null || named == null) {
      throw new IllegalStateException("bound without its keys: " + item);
    }
    YamlValue module = known.get(keys.module());
    if (module == null) {
      named.problem(unknown(keys.module(), named, known));
    }
    AddressSyntax syntax = module == null ? syntaxOf(keys.address()) : syntax(module);
    if (syntax == null) {
      return null;
    }
    ProbeAddress pattern = pattern(keys.address(), address, syntax);
    TargetConfig config = modules.get(keys.module());
    if (pattern == null || config == null) {
      return null;
    }
    AddressRule rule = new AddressRule(pattern, syntax, keys.module(), config);
    try {
      rule.at(pattern.sample());
    } catch (IllegalArgumentException e) {
      address.problem(String.valueOf(e.getMessage()));
      return null;
    }
    return rule;
  }

  private static String unknown(String name, YamlValue shown, Map<String, YamlValue> known) {
    return "there is no module "
        + shown.shown()
        + Suggestion.near(name, known.keySet())
            .map(near -> ", did you mean `" + near + "`?")
            .orElse(":")
        + (known.isEmpty()
            ? " probe.modules has none"
            : " probe.modules has " + String.join(", ", known.keySet()));
  }

  /** By its scheme, to check the address of a rule whose module is not known. */
  private @Nullable AddressSyntax syntaxOf(String address) {
    for (AddressSyntax syntax : types.values()) {
      for (String scheme : syntax.words()) {
        if (address.startsWith(scheme + "://")) {
          return syntax;
        }
      }
    }
    return null;
  }

  private static @Nullable ProbeAddress pattern(
      String text, YamlValue value, AddressSyntax syntax) {
    try {
      return ProbeAddress.parsePattern(text, syntax);
    } catch (IllegalArgumentException e) {
      value.problem(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
