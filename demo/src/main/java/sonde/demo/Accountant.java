package sonde.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.flows.CaptureReading;
import sonde.flows.Flows;
import sonde.flows.FlowsConfig;
import sonde.flows.FlowsConfigSource;
import sonde.flows.Summary;
import sonde.servers.ServerException;
import sonde.servers.SqlServer;
import sonde.web.ListenException;

/**
 * Writes who connects to the demo's servers into the database beside the invoices. Where capturing
 * is not allowed, it reads a small capture that comes along instead.
 */
final class Accountant implements AutoCloseable {
  /** As a resource; with packets of documentation addresses. */
  static final String CAPTURE = "connections.pcap";

  private static final Logger LOG = LoggerFactory.getLogger(Accountant.class);
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Beside the visitors, the accountant itself, which connects to its database. */
  private static final int HOSTS = Visitors.HOSTS + 1;

  private final @Nullable Flows flows;
  private final @Nullable Visitors visitors;
  private final String says;

  private Accountant(@Nullable Flows flows, @Nullable Visitors visitors, String says) {
    this.flows = flows;
    this.visitors = visitors;
    this.says = says;
  }

  /**
   * Starts, and returns when the exporter can read the first sums.
   *
   * @throws IOException if there are none in time
   */
  static Accountant start(
      DemoFiles files, DemoServers servers, SqlServers sql, Tallies tallies, RandomGenerator random)
      throws ConfigException, ListenException, IOException, InterruptedException {
    Optional<String> obstacle = Flows.obstacle();
    Accountant accountant =
        obstacle.isPresent()
            ? read(files, sql, obstacle.get())
            : capture(files, servers, sql, tallies, random);
    try {
      awaitHosts(sql.billing(), obstacle.isPresent() ? 1 : HOSTS);
      sql.grantTraffic();
      return accountant;
    } catch (IOException | InterruptedException | RuntimeException e) {
      accountant.close();
      throw e;
    }
  }

  private static Accountant capture(
      DemoFiles files, DemoServers servers, SqlServers sql, Tallies tallies, RandomGenerator random)
      throws ConfigException, ListenException, IOException {
    List<Integer> ports = new ArrayList<>(tallies.ports());
    servers.group().servers().forEach(server -> ports.add(server.port()));
    sql.all().forEach(started -> ports.add(started.server().port()));
    // So that a demo of many days does not fill the disk.
    FlowsConfig config =
        new FlowsConfigSource(Environment.system()).forCapture(files.accountant(sql, ports, "1h"));
    Flows flows = Flows.start(config);
    var _ =
        flows
            .ended()
            .exceptionally(
                e -> {
                  LOG.error("the accountant has ended: {}", e.toString());
                  return null;
                });
    return new Accountant(
        flows,
        Visitors.start(tallies.ports(), random),
        "The accountant captures on lo, and writes who connects into the database traffic.");
  }

  private static Accountant read(DemoFiles files, SqlServers sql, String obstacle)
      throws ConfigException, IOException, InterruptedException {
    // All ports, and longer than the capture is old.
    FlowsConfig config =
        new FlowsConfigSource(Environment.system())
            .forReading(files.accountant(sql, List.of(), "3650d"));
    FutureTask<Summary> reading = new FutureTask<>(() -> read(config));
    Thread.ofPlatform().name("demo-capture").daemon().start(reading);
    try {
      Optional<String> trouble = reading.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS).trouble();
      if (trouble.isPresent()) {
        throw new IOException(trouble.get());
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("the capture was not accounted: " + cause.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("the capture was not accounted within " + seconds(), e);
    } finally {
      reading.cancel(true);
    }
    return new Accountant(
        null,
        null,
        "The accountant has read a capture that comes along instead of the demo's own traffic: "
            + obstacle);
  }

  private static Summary read(FlowsConfig config) throws IOException {
    try (InputStream capture = Accountant.class.getResourceAsStream(CAPTURE)) {
      if (capture == null) {
        throw new IOException(CAPTURE + " is missing");
      }
      return new CaptureReading(config).read(CAPTURE, Channels.newChannel(capture));
    }
  }

  private static void awaitHosts(SqlServer server, int hosts)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + WITHIN.toNanos();
    while (hosts(server) < hosts) {
      if (System.nanoTime() > end) {
        throw new IOException("the accountant wrote nothing within " + seconds());
      }
      Thread.sleep(LOOK);
    }
  }

  private static int hosts(SqlServer server) {
    try {
      return Integer.parseInt(
          server.execute("SELECT COUNT(DISTINCT host) FROM traffic.connections_by_host"));
    } catch (ServerException _) {
      // The accountant has not made the table yet.
      return 0;
    }
  }

  private static String seconds() {
    return WITHIN.toSeconds() + " seconds";
  }

  /** What it does, and if it does not capture why, in a line. */
  String says() {
    return says;
  }

  /** Where its metrics are, while it captures. */
  Optional<String> url() {
    return Optional.ofNullable(flows).map(started -> "http://" + started.address());
  }

  @Override
  public void close() {
    if (visitors != null) {
      visitors.close();
    }
    if (flows != null) {
      flows.close();
    }
  }
}
