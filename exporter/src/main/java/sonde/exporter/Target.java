package sonde.exporter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.collect.Assignment;
import sonde.collect.Collector;
import sonde.collect.CollectorReport;
import sonde.collect.Deadline;
import sonde.collect.Facts;
import sonde.collect.Failure;
import sonde.collect.Node;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;
import sonde.collect.Store;

/** An opened target: its configuration and its node. */
public final class Target implements AutoCloseable {
  private final String name;
  private final TargetConfig config;
  private final Node<?> node;
  private final StateLog log;

  /** Why it was down when it last was. */
  record LastError(Failure failure, Instant at) {}

  /**
   * An opened target.
   *
   * @param log observes the node
   */
  private Target(String name, TargetConfig config, Node<?> node, StateLog log) {
    this.name = name;
    this.config = config;
    this.node = node;
    this.log = log;
  }

  /** Opens one: its node with those of the type's collectors that are enabled. */
  static <F extends Facts> Target open(
      String name,
      TargetConfig config,
      List<Collector<F>> collectors,
      Store<F> store,
      TargetContext context) {
    List<Assignment<F>> assignments = new ArrayList<>();
    for (Collector<F> collector : config.enabled(collectors)) {
      assignments.add(config.setting(collector).assign(collector));
    }
    StateLog log = new StateLog(name, config.node());
    Node<F> node =
        new Node<>(
            store, assignments, context.time(), context.executor(), context.jitter(), log::observe);
    return new Target(name, config, node, log);
  }

  /** The name in the configuration. */
  public String name() {
    return name;
  }

  /** How it is configured. */
  public TargetConfig config() {
    return config;
  }

  /** The node's address, as labels and messages show it. */
  public String address() {
    return config.node();
  }

  /** Scrapes it, see {@link Node#scrape}. */
  public CompletableFuture<Snapshot> scrape(Set<String> collectors, Deadline deadline) {
    return node.scrape(collectors, deadline);
  }

  /** The last scrape; null before the first. */
  public @Nullable Snapshot last() {
    return node.last();
  }

  /** Why it was down when it last was; null if it never was. */
  @Nullable LastError lastError() {
    return log.lastError;
  }

  /** How many scrapes joined the run of another. */
  long shared() {
    return node.shared();
  }

  /** Tries anew what was refused. */
  void refresh() {
    node.refresh();
  }

  @Override
  public void close() {
    node.close();
  }

  /** Logs a node's and its collectors' changes of state, each once. */
  static final class StateLog {
    private static final Logger LOG = LoggerFactory.getLogger("sonde.target");

    private final String target;
    private final String node;
    private final Map<String, Failure> failing = new HashMap<>();
    private @Nullable Boolean up;
    private String cause = "";
    private volatile @Nullable LastError lastError;

    StateLog(String target, String node) {
      this.target = target;
      this.node = node;
    }

    synchronized void observe(Snapshot snapshot) {
      Failure failure = snapshot.failure();
      if (failure != null) {
        lastError = new LastError(failure, snapshot.at());
        if (!Boolean.FALSE.equals(up) || !cause.equals(failure.kind().name())) {
          LOG.warn("target {}, node {}: down: {}", target, node, failure.message());
        }
        cause = failure.kind().name();
        up = false;
        return;
      }
      Facts facts = snapshot.facts();
      if (!Boolean.TRUE.equals(up) && facts != null) {
        LOG.info("target {}, node {}: up: {}, {}", target, node, facts.server(), facts.role());
      }
      up = true;
      snapshot.collectors().forEach(this::observe);
    }

    private void observe(CollectorReport report) {
      String collector = report.collector();
      if (report.outcome() instanceof Outcome.Failed failed) {
        Failure before = failing.put(collector, failed.failure());
        if (before == null || before.kind() != failed.failure().kind()) {
          LOG.warn(
              "target {}, node {}, collector {}: failed: {}",
              target,
              node,
              collector,
              failed.failure().message());
        }
      } else if (failing.remove(collector) != null) {
        LOG.info("target {}, node {}, collector {}: works again", target, node, collector);
      }
    }
  }
}
