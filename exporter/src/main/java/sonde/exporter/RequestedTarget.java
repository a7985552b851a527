package sonde.exporter;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sonde.web.Request;

/** What a request for one target names: one of the configuration, or an address. */
final class RequestedTarget {
  private static final String TARGET = "target";
  private static final String MODULE = "auth_module";

  /** What goes with an address; the peers know more, and what is not followed is better said. */
  private static final Set<String> WITH_ADDRESS = Set.of(TARGET, MODULE, "collect[]");

  private RequestedTarget() {}

  /**
   * The configured target that a request to {@code /probe} names.
   *
   * @param served those of the listener
   * @return null if it names an address
   */
  static @Nullable Target named(Request request, Collection<Target> served)
      throws RefusedException {
    Set<String> names = new TreeSet<>();
    served.forEach(target -> names.add(target.name()));
    String text = text(request, "name a target, ?target=NAME: " + RefusedException.listed(names));
    if (request.parameter(MODULE) != null) {
      // A configured target has its own credentials.
      return null;
    }
    for (Target target : served) {
      if (target.name().equals(text)) {
        checkNode(request.parameter("node"), target);
        return target;
      }
    }
    return null;
  }

  private static void checkNode(@Nullable String node, Target target) throws RefusedException {
    if (node != null && !node.equals(target.address())) {
      throw new RefusedException(
          400,
          "target "
              + target.name()
              + " has no node "
              + RefusedException.shown(node)
              + ": there is "
              + target.address());
    }
  }

  /**
   * The target at the address that a request names.
   *
   * @throws RefusedException if the configuration does not admit it
   */
  static AddressedTarget addressed(Request request, ProbeAllow allowed) throws RefusedException {
    String text = text(request, "name an address, ?target=ADDRESS");
    AddressedTarget target = allowed.admit(text, request.parameter(MODULE));
    for (String parameter : request.query().keySet()) {
      if (!WITH_ADDRESS.contains(parameter)) {
        throw new RefusedException(
            400,
            "the parameter "
                + RefusedException.shown(parameter)
                + " does not go with an address: the module in the configuration says how it is"
                + " scraped");
      }
    }
    return target;
  }

  /** Whether a request's target that is no configured one must have been meant as an address. */
  static boolean looksLikeAddress(Request request) {
    String text = String.valueOf(request.parameter(TARGET));
    return request.parameter(MODULE) != null || text.indexOf(':') >= 0 || text.indexOf('/') >= 0;
  }

  private static String text(Request request, String missing) throws RefusedException {
    String text = request.parameter(TARGET);
    if (text == null || text.isEmpty()) {
      throw new RefusedException(400, missing);
    }
    if (text.indexOf('@') >= 0) {
      throw new RefusedException(
          400, "a target must not contain user information; the configuration has the credentials");
    }
    return text;
  }
}
