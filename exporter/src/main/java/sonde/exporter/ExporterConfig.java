package sonde.exporter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.LogConfig;
import sonde.config.Validated;
import sonde.web.ListenAddress;

/**
 * The exporter's configuration, whole and checked: from a file by {@link ConfigFile}, or from
 * environment and options by {@link ConfigEnvironment}.
 *
 * @param web where and how to listen
 * @param log what to log and where
 * @param targets by name, in the file's order
 * @param limits of requests
 * @param probe which addresses requests may name beside the targets
 */
public record ExporterConfig(
    @Default("{}") Web web,
    @Default("{}") LogConfig log,
    @Default("{}") Map<String, TargetConfig> targets,
    @Default("{}") Limits limits,
    @Default("{}") ProbeAllow probe)
    implements Validated {

  /** The port that Sonde listens on unless told otherwise. */
  public static final int DEFAULT_PORT = 10600;

  /**
   * Where and how to listen.
   *
   * @param listen one address or several
   * @param configFile exporter-toolkit's web configuration file: TLS, users, headers
   * @param enableLifecycle whether {@code POST /-/reload} is served
   * @param openmetrics whether OpenMetrics is answered to who asks for it
   */
  public record Web(
      @Default("0.0.0.0:10600") Listeners listen,
      @Nullable WebFile configFile,
      @Default("false") boolean enableLifecycle,
      @Default("false") boolean openmetrics) {}

  /** A web configuration file in exporter-toolkit's format. */
  public record WebFile(Path path) {}

  /** The addresses to listen on. */
  public record Listeners(List<Listener> all) {}

  /**
   * An address and what is served there.
   *
   * @param targets the targets served; null for all
   * @param targetLabel whether the series say which target they are of
   */
  public record Listener(
      ListenAddress address, @Nullable List<String> targets, @Default("true") boolean targetLabel) {
    /** An address that serves all targets. */
    static Listener all(ListenAddress address) {
      return new Listener(address, null, true);
    }
  }

  /**
   * Limits of requests.
   *
   * @param concurrentProbes how many scrapes are under way at once; the next one waits
   * @param scrapeTimeout how long a scrape may take when the request does not say
   * @param timeoutOffset what is left for the answer's way of the time that a request names
   */
  public record Limits(
      @Default("64") int concurrentProbes,
      @Default("10s") Duration scrapeTimeout,
      @Default("250ms") Duration timeoutOffset)
      implements Validated {
    private static final int MOST_PROBES = 100;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @Override
    public void validate(Checks checks) {
      if (concurrentProbes < 1 || concurrentProbes > MOST_PROBES) {
        checks.problem("concurrentProbes", "is 1 to " + MOST_PROBES);
      }
      if (scrapeTimeout.isZero() || scrapeTimeout.compareTo(LONGEST) > 0) {
        checks.problem("scrapeTimeout", "is above 0 and at most 2m");
      }
    }
  }

  @Override
  public void validate(Checks checks) {
    if (targets.isEmpty() && probe.isEmpty()) {
      checks.problem("targets", "names no target, and probe.allow no address");
    }
    Set<ListenAddress> addresses = new HashSet<>();
    for (Listener listener : web.listen.all) {
      if (listener.address.port() != 0 && !addresses.add(listener.address)) {
        checks.problem("web", "listens on " + listener.address + " twice");
      }
      check(listener, checks);
    }
  }

  private void check(Listener listener, Checks checks) {
    List<String> served =
        listener.targets == null ? List.copyOf(targets.keySet()) : listener.targets;
    String name = "listener " + listener.address;
    for (String target : served) {
      if (!targets.containsKey(target)) {
        checks.problem(
            "web",
            name
                + " serves "
                + target
                + ", which is no target; there are "
                + String.join(", ", targets.keySet()));
      }
    }
    if (listener.targets != null && served.isEmpty()) {
      checks.problem("web", name + " serves no target; leave targets out for all");
    } else if (!listener.targetLabel && served.size() != 1) {
      checks.problem(
          "web",
          name
              + " has target_label: false and serves "
              + served.size()
              + " targets, whose series would be the same; name one in targets");
    }
  }
}
