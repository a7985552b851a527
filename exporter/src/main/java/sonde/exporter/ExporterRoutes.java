package sonde.exporter;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import sonde.collect.Collector;
import sonde.collect.Deadline;
import sonde.collect.Exposition;
import sonde.collect.Format;
import sonde.collect.Labels;
import sonde.config.ConfigException;
import sonde.web.Health;
import sonde.web.Request;
import sonde.web.Response;
import sonde.web.Routes;

/** What one listener of the exporter answers. */
final class ExporterRoutes {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Exporter exporter;
  private final ExporterConfig.Listener listener;
  private final boolean targetsAreNamed;

  /**
   * The routes of a listener.
   *
   * @param targetsAreNamed whether the targets come from a file, so that series name theirs
   */
  ExporterRoutes(Exporter exporter, ExporterConfig.Listener listener, boolean targetsAreNamed) {
    this.exporter = exporter;
    this.listener = listener;
    this.targetsAreNamed = targetsAreNamed;
  }

  Routes build(ExporterConfig.Web web) {
    Routes.Builder routes = Routes.builder();
    Health.addTo(routes, "Sonde", exporter::isReady);
    routes.get(
        "/",
        request ->
            Response.html(200, console())
                // What a store names itself must not run, should it ever get past the escaping.
                .withHeader(
                    "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"));
    routes.get("/metrics", request -> refusing(() -> metrics(request)));
    routes.get("/probe", request -> refusing(() -> probe(request)));
    routes.get("/scrape", request -> refusing(() -> scrapeAddress(request)));
    if (web.enableLifecycle()) {
      routes.post("/-/reload", request -> reload());
    }
    return routes.build();
  }

  private String console() {
    Exporter.State state = exporter.state();
    return new Console(
            BuildInfo.current(),
            state.targets().of(listener),
            exporter.reloaded(),
            exporter.time().now())
        .html();
  }

  @FunctionalInterface
  private interface Answering {
    Response answer() throws RefusedException, InterruptedException;
  }

  private Response refusing(Answering answering) throws InterruptedException {
    try {
      return answering.answer();
    } catch (RefusedException e) {
      if (e.status() < 500) {
        exporter.requestRefused();
      }
      return Response.text(e.status(), String.valueOf(e.getMessage()));
    }
  }

  private Response metrics(Request request) throws RefusedException, InterruptedException {
    Exporter.State state = exporter.state();
    Deadline deadline = deadline(request, state.config().limits());
    List<Target> targets = state.targets().of(listener);
    Set<String> collectors = collectors(request, targets.stream().map(Target::config).toList());
    Exposition exposition = new Exposition();
    for (Scrapes.Scraped scraped : scrape(state, targets, collectors, deadline)) {
      String name = scraped.name();
      boolean named = targetsAreNamed && listener.targetLabel();
      Labels labels = named ? Labels.none().and("target", name) : Labels.none();
      Scrapes.add(exposition, scraped, labels, Labels.none().and("target", name));
    }
    exposition.add(
        new Exposition.Block(
            "",
            Labels.none(),
            Labels.none(),
            Labels.none(),
            exporter
                .self()
                .families(exporter.shared(), exporter.reloaded(), exporter.reloadedAt())));
    return answer(request, exposition);
  }

  private Response probe(Request request) throws RefusedException, InterruptedException {
    Exporter.State state = exporter.state();
    List<Target> served = state.targets().of(listener);
    Target target = RequestedTarget.named(request, served);
    if (target != null) {
      Deadline deadline = deadline(request, state.config().limits());
      Set<String> collectors = collectors(request, List.of(target.config()));
      return answer(request, scrape(state, List.of(target), collectors, deadline));
    }
    try {
      return scrape(request, state, admitted(request, state));
    } catch (RefusedException e) {
      if (e.status() != 403 || RequestedTarget.looksLikeAddress(request)) {
        throw e;
      }
      // A bare word is rather a name with a mistake than the name of a host.
      Set<String> names = new TreeSet<>();
      served.forEach(known -> names.add(known.name()));
      throw RefusedException.unknown("target", String.valueOf(request.parameter("target")), names);
    }
  }

  private Response scrapeAddress(Request request) throws RefusedException, InterruptedException {
    Exporter.State state = exporter.state();
    return scrape(request, state, admitted(request, state));
  }

  /** A listener of some targets serves just these. */
  private AddressedTarget admitted(Request request, Exporter.State state) throws RefusedException {
    boolean servesAll = listener.targets() == null;
    return RequestedTarget.addressed(
        request, servesAll ? state.config().probe() : ProbeAllow.NOTHING);
  }

  private Response scrape(Request request, Exporter.State state, AddressedTarget wanted)
      throws RefusedException, InterruptedException {
    Deadline deadline = deadline(request, state.config().limits());
    Set<String> collectors = collectors(request, List.of(wanted.config()));
    enter(state, deadline);
    try (ProbedTargets.Lease lease = exporter.probed().lease(wanted)) {
      return answer(request, Scrapes.run(List.of(lease.target()), collectors, deadline));
    } finally {
      state.gate().leave();
    }
  }

  private Response answer(Request request, List<Scrapes.Scraped> scraped) {
    Exposition exposition = new Exposition();
    scraped.forEach(one -> Scrapes.add(exposition, one, Labels.none(), Labels.none()));
    return answer(request, exposition);
  }

  private List<Scrapes.Scraped> scrape(
      Exporter.State state, List<Target> targets, Set<String> collectors, Deadline deadline)
      throws RefusedException, InterruptedException {
    enter(state, deadline);
    try {
      return Scrapes.run(targets, collectors, deadline);
    } finally {
      state.gate().leave();
    }
  }

  private static void enter(Exporter.State state, Deadline deadline)
      throws RefusedException, InterruptedException {
    if (!state.gate().enter(deadline)) {
      throw new RefusedException(
          503,
          "as many scrapes as limits.concurrent_probes allows ("
              + state.gate().most()
              + ") are under way, and none ended in time: scrape less often, or raise it");
    }
  }

  /** The collectors that a request names; empty for all. */
  private static Set<String> collectors(Request request, List<TargetConfig> targets)
      throws RefusedException {
    Set<String> wanted = Set.copyOf(request.parameters("collect[]"));
    if (wanted.isEmpty()) {
      return wanted;
    }
    Set<String> known = new TreeSet<>();
    Set<String> off = new TreeSet<>();
    for (TargetConfig target : targets) {
      for (Collector<?> collector : target.known()) {
        boolean on = target.setting(collector).enabled();
        (on ? known : off).add(collector.spec().name());
      }
    }
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw off.contains(name)
            ? new RefusedException(
                400, "collector " + name + " is switched off in the configuration")
            : RefusedException.unknown("collector", name, known);
      }
    }
    return wanted;
  }

  /** By what the request's header says it has, less the offset; capped at two minutes. */
  private Deadline deadline(Request request, ExporterConfig.Limits limits) throws RefusedException {
    String header = request.header("X-Prometheus-Scrape-Timeout-Seconds");
    Duration limit = limits.scrapeTimeout();
    if (header != null) {
      limit = seconds(header).minus(limits.timeoutOffset());
    }
    if (limit.compareTo(SHORTEST) < 0) {
      limit = SHORTEST;
    }
    return Deadline.in(exporter.time(), limit.compareTo(LONGEST) > 0 ? LONGEST : limit);
  }

  private static Duration seconds(String header) throws RefusedException {
    try {
      double seconds = Double.parseDouble(header);
      if (seconds > 0) {
        return Duration.ofNanos((long) (Math.min(seconds, 1e6) * 1e9));
      }
    } catch (NumberFormatException e) {
      // Falls through to the refusal: the header is no number.
    }
    throw new RefusedException(
        400, "X-Prometheus-Scrape-Timeout-Seconds is a number of seconds above 0");
  }

  private Response answer(Request request, Exposition exposition) {
    exposition.dropDuplicates();
    String accept = request.header("Accept");
    Format format =
        accept != null && exporter.state().config().web().openmetrics()
            ? Format.negotiate(accept)
            : Format.TEXT;
    return Response.stream(200, format.contentType(), out -> exposition.write(format, out))
        .withGzip();
  }

  private Response reload() {
    try {
      exporter.reload();
      return Response.text(200, "The configuration was reloaded.");
    } catch (ConfigException e) {
      return Response.text(500, "The configuration was not reloaded:\n" + e.getMessage());
    }
  }
}
