package sonde.exporter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The opened targets by name. Immutable: a reload makes a new one and hands over what stays. */
final class Targets {
  private final Map<String, Target> byName;

  private Targets(Map<String, Target> byName) {
    this.byName = byName;
  }

  static Targets none() {
    return new Targets(Map.of());
  }

  /** The targets of a new configuration; those whose configuration is the same keep their node. */
  Targets changedTo(Map<String, TargetConfig> configs, TargetContext context) {
    Map<String, Target> next = new LinkedHashMap<>();
    configs.forEach(
        (name, config) -> {
          Target before = byName.get(name);
          if (before != null && before.config().equals(config)) {
            before.refresh();
            next.put(name, before);
          } else {
            next.put(name, config.open(name, context));
          }
        });
    return new Targets(next);
  }

  /** Those that the next ones do not have any more. */
  List<Target> without(Targets next) {
    return byName.values().stream()
        .filter(target -> next.byName.get(target.name()) != target)
        .toList();
  }

  /** Closes those that the next ones do not have any more. */
  void closeAllBut(Targets next) {
    without(next).forEach(Target::close);
  }

  @Nullable Target get(String name) {
    return byName.get(name);
  }

  Collection<Target> all() {
    return byName.values();
  }

  /** Those of a listener, in the configuration's order. */
  List<Target> of(ExporterConfig.Listener listener) {
    List<String> wanted = listener.targets();
    List<Target> served = new ArrayList<>();
    for (Target target : byName.values()) {
      if (wanted == null || wanted.contains(target.name())) {
        served.add(target);
      }
    }
    return served;
  }
}
