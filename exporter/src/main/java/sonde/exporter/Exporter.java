package sonde.exporter;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.collect.SystemTime;
import sonde.config.ConfigException;
import sonde.config.LogConfig;
import sonde.web.Limits;
import sonde.web.ListenAddress;
import sonde.web.ListenException;
import sonde.web.WebServer;

/**
 * The exporter: opens the targets of a configuration, serves them over HTTP, and follows changes of
 * the configuration.
 */
public final class Exporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /** How many targets that requests named by address stay open. */
  private static final int MOST_PROBED = 1000;

  private final ConfigSource source;
  private final Consumer<LogConfig> logging;
  private final SystemTime time = new SystemTime();
  private final SelfFamilies self = new SelfFamilies();
  private final ExecutorService executor;
  private final AtomicLong refusedRequests = new AtomicLong();
  private final TargetContext context;
  private final ProbedTargets probed;
  private volatile State state;
  private volatile boolean reloaded = true;
  private volatile Instant reloadedAt;
  private volatile boolean ready;
  private @Nullable WebServer server;

  /**
   * A configuration and its opened targets.
   *
   * @param sharedBefore scrapes that were shared at targets that are closed by now
   */
  record State(ExporterConfig config, Targets targets, ProbeGate gate, long sharedBefore) {
    /** How many scrapes of configured targets joined the run of another since the start. */
    long shared() {
      return sharedBefore + targets.all().stream().mapToLong(Target::shared).sum();
    }
  }

  private Exporter(ConfigSource source, ExporterConfig config, Consumer<LogConfig> logging) {
    this.source = source;
    this.logging = logging;
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sonde-probe-", 0).factory());
    this.reloadedAt = time.now();
    this.context = new TargetContext(time, executor, new Random(), refusedRequests::get);
    this.probed = new ProbedTargets(context, config.probe(), MOST_PROBED);
    this.state = opened(null, config);
  }

  /**
   * Reads the configuration, opens the targets and listens.
   *
   * @param logging sets up logging as a configuration says, now and after a reload
   * @throws ConfigException with everything that is wrong; nothing was started
   * @throws ListenException if an address cannot be had; nothing was started
   */
  public static Exporter start(ConfigSource source, Consumer<LogConfig> logging)
      throws ConfigException, ListenException {
    ExporterConfig config = source.read();
    logging.accept(config.log());
    source.notes().forEach(LOG::warn);
    Exporter exporter = new Exporter(source, config, logging);
    try {
      exporter.listen(config.web());
    } catch (ConfigException | ListenException e) {
      exporter.close();
      throw e;
    }
    exporter.ready = true;
    return exporter;
  }

  private void listen(ExporterConfig.Web web) throws ConfigException, ListenException {
    List<WebServer.Listener> listeners = new ArrayList<>();
    for (ExporterConfig.Listener listener : web.listen().all()) {
      ExporterRoutes routes = new ExporterRoutes(this, listener, source.isFile());
      listeners.add(new WebServer.Listener(listener.address(), routes.build(web)));
    }
    ExporterConfig.WebFile file = web.configFile();
    Path path = file == null ? null : file.path();
    server = WebServer.start(new WebServer.Options(listeners, path, Limits.DEFAULT));
  }

  private State opened(@Nullable State before, ExporterConfig config) {
    Targets old = before == null ? Targets.none() : before.targets;
    Targets targets = old.changedTo(config.targets(), context);
    long gone = old.without(targets).stream().mapToLong(Target::shared).sum();
    return new State(
        config,
        targets,
        new ProbeGate(config.limits().concurrentProbes()),
        before == null ? 0 : before.sharedBefore + gone);
  }

  /**
   * Reads the configuration anew. A target whose configuration is the same keeps its connections;
   * what can only change with a restart is logged.
   *
   * @throws ConfigException with everything that is wrong; all stays as it was
   */
  public synchronized void reload() throws ConfigException {
    ExporterConfig config;
    try {
      config = source.read();
    } catch (ConfigException e) {
      reloaded = false;
      LOG.error("the configuration was not reloaded, the old one stays:\n{}", e.getMessage());
      throw e;
    }
    State before = state;
    State next = opened(before, config);
    warnOfRestart(before.config.web(), config.web());
    logging.accept(config.log());
    state = next;
    before.targets.closeAllBut(next.targets);
    probed.changedTo(config.probe());
    reloaded = true;
    reloadedAt = time.now();
    LOG.info("the configuration was reloaded: {} targets", config.targets().size());
  }

  private static void warnOfRestart(ExporterConfig.Web before, ExporterConfig.Web now) {
    List<String> changed = new ArrayList<>();
    if (!before.listen().equals(now.listen())) {
      changed.add("web.listen");
    }
    if (!Objects.equals(before.configFile(), now.configFile())) {
      changed.add("web.config_file");
    }
    if (before.enableLifecycle() != now.enableLifecycle()) {
      changed.add("web.enable_lifecycle");
    }
    if (!changed.isEmpty()) {
      LOG.warn("{}: what changed takes effect after a restart", String.join(", ", changed));
    }
  }

  State state() {
    return state;
  }

  ProbedTargets probed() {
    return probed;
  }

  /** How many scrapes joined the run of another since the start. */
  long shared() {
    return state.shared() + probed.shared();
  }

  SystemTime time() {
    return time;
  }

  SelfFamilies self() {
    return self;
  }

  boolean isReady() {
    return ready;
  }

  boolean reloaded() {
    return reloaded;
  }

  Instant reloadedAt() {
    return reloadedAt;
  }

  void requestRefused() {
    refusedRequests.incrementAndGet();
  }

  /** Where it listens, with the actual ports. */
  public List<ListenAddress> addresses() {
    return server == null ? List.of() : server.addresses();
  }

  /** Stops listening, lets running requests end, and closes all connections. */
  @Override
  public void close() {
    ready = false;
    if (server != null) {
      server.close();
    }
    state.targets.closeAllBut(Targets.none());
    probed.close();
    executor.shutdownNow();
    time.close();
  }
}
