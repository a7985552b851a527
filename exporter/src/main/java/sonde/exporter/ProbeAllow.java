package sonde.exporter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sonde.config.Default;
import sonde.config.YamlValue;

/**
 * Which addresses a request may name beyond the configured targets, and with which modules: the
 * credentials that go there. Nothing that a request says changes where a module's credentials go.
 */
public final class ProbeAllow {
  /** No address. */
  static final ProbeAllow NOTHING = new ProbeAllow(List.of());

  private final List<AddressRule> rules;

  ProbeAllow(List<AddressRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * What the file says.
   *
   * @param allow rules, each an address and a module
   * @param modules by name, a target's keys without its address
   */
  record Keys(@Default("[]") YamlValue allow, @Default("{}") YamlValue modules) {}

  /**
   * A rule as the file has it.
   *
   * @param address what a request may name; labels of its host may be {@code *}
   * @param module with what to scrape it
   */
  record Rule(String address, String module) {}

  /** Whether no address is admitted. */
  boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * The target that a request names.
   *
   * @param text the address as the request has it
   * @param module the module that it names; null when it leaves that to the rules
   * @throws RefusedException if no rule admits the address with the module
   */
  AddressedTarget admit(String text, @Nullable String module) throws RefusedException {
    if (rules.isEmpty()) {
      throw new RefusedException(
          403, "no address may be scraped: the configuration has no rule in probe.allow");
    }
    String reason = "";
    ProbeAddress shown = null;
    Map<String, AddressedTarget> byModule = new LinkedHashMap<>();
    for (AddressRule rule : rules) {
      try {
        ProbeAddress address = ProbeAddress.parse(text, rule.syntax());
        shown = address;
        if (rule.admits(address) && !byModule.containsKey(rule.module())) {
          byModule.put(rule.module(), rule.at(address));
        }
      } catch (IllegalArgumentException e) {
        reason = reason.isEmpty() ? String.valueOf(e.getMessage()) : reason;
      }
    }
    if (shown == null) {
      throw new RefusedException(403, "the target is no address that can be scraped: " + reason);
    }
    return chosen(shown.shown(), module, byModule);
  }

  private static AddressedTarget chosen(
      String address, @Nullable String module, Map<String, AddressedTarget> byModule)
      throws RefusedException {
    if (byModule.isEmpty()) {
      throw new RefusedException(
          403, "no rule in probe.allow of the configuration admits " + address);
    }
    if (module == null && byModule.size() > 1) {
      throw new RefusedException(
          400,
          address
              + " may be scraped with several modules: name one by auth_module, "
              + String.join(" or ", byModule.keySet()));
    }
    AddressedTarget target =
        module == null ? byModule.values().iterator().next() : byModule.get(module);
    if (target == null) {
      throw new RefusedException(
          403,
          "no rule in probe.allow of the configuration admits "
              + address
              + " with the module that auth_module names");
    }
    return target;
  }

  /** Whether a target that was admitted once still is, with the same credentials and settings. */
  boolean stillAdmits(AddressedTarget target) {
    List<AddressedTarget> now = new ArrayList<>();
    for (AddressRule rule : rules) {
      try {
        ProbeAddress address = ProbeAddress.parse(target.address(), rule.syntax());
        if (rule.admits(address)) {
          now.add(rule.at(address));
        }
      } catch (IllegalArgumentException _) {
        // No address of this rule's type.
      }
    }
    return now.contains(target);
  }
}
