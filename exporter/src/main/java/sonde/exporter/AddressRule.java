package sonde.exporter;

import java.util.List;

/**
 * A rule of {@code probe.allow}: which addresses are scraped, and with what.
 *
 * @param pattern the address, in whose host labels may stand for any one
 * @param syntax what addresses of the module's type look like
 * @param module the name of the module
 * @param config the module, at an address of no matter
 */
record AddressRule(ProbeAddress pattern, AddressSyntax syntax, String module, TargetConfig config) {
  /** Whether an address is one of the rule's. */
  boolean admits(ProbeAddress address) {
    return address.scheme().equals(pattern.scheme())
        && address.port() == pattern.port()
        && (address.tail().isEmpty() || address.tail().equals(pattern.tail()))
        && (address.host().equals(pattern.host()) || hostMatches(address));
  }

  private boolean hostMatches(ProbeAddress address) {
    List<String> wanted = pattern.labels();
    List<String> labels = address.labels();
    if (address.isLiteral() || labels.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < labels.size(); i++) {
      String label = wanted.get(i);
      if (!label.equals(ProbeAddress.ANY) && !label.equals(labels.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The target at an address of the rule's. What a request leaves out after host and port is the
   * rule's.
   */
  AddressedTarget at(ProbeAddress address) {
    ProbeAddress whole = address.withTailOf(pattern);
    return new AddressedTarget(whole.shown(), config.at(whole.toString()));
  }
}
