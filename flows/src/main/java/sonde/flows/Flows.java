package sonde.flows;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.ConfigException;
import sonde.web.Health;
import sonde.web.ListenAddress;
import sonde.web.ListenException;
import sonde.web.Response;
import sonde.web.Routes;
import sonde.web.WebServer;

/** The traffic accountant: captures, accounts, writes down, and tells Prometheus. */
public final class Flows implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Flows.class);

  private final Pipeline pipeline;
  private final CaptureLoop capture;
  private final WebServer web;

  private Flows(Pipeline pipeline, CaptureLoop capture, WebServer web) {
    this.pipeline = pipeline;
    this.capture = capture;
    this.web = web;
  }

  /**
   * Why this process cannot capture on this machine, in a sentence that says what to do; empty if
   * it can.
   */
  public static Optional<String> obstacle() {
    return Optional.ofNullable(LiveCapture.obstacle());
  }

  /**
   * Starts: also while the database is away, records wait for it.
   *
   * @throws IOException if there is nothing to capture with or on, or the spool cannot be used; the
   *     message says what to do
   * @throws ListenException if the address cannot be had
   */
  public static Flows start(FlowsConfig config) throws IOException, ListenException {
    int buffer = (int) config.bufferSize().bytes();
    LiveCapture source = LiveCapture.open(config.interfaces(), config.filter(), buffer);
    long seed = new SecureRandom().nextLong();
    Pipeline pipeline;
    try {
      pipeline = Pipeline.open(config, false, seed);
    } catch (IOException e) {
      source.close();
      throw e;
    }
    TopHosts hosts = new TopHosts(config.topHosts(), seed);
    Accounting accounting = Accounting.of(config, hosts, pipeline.recorder(), false, seed);
    CaptureLoop capture = new CaptureLoop(source, hosts, accounting, pipeline.recorder());
    WebServer web;
    try {
      web = listen(config.web().listen(), new FlowsMetrics(capture, pipeline, config.maxFlows()));
    } catch (ListenException e) {
      source.close();
      pipeline.close();
      throw e;
    }
    capture.start();
    LOG.info(
        "accounting ports {} on {}, metrics at {}",
        config.ports(),
        config.interfaces(),
        web.addresses().getFirst());
    return new Flows(pipeline, capture, web);
  }

  private static WebServer listen(ListenAddress address, FlowsMetrics metrics)
      throws ListenException {
    Routes routes =
        Health.addTo(Routes.builder(), "Flows", () -> true)
            .get("/metrics", _ -> exposition(metrics))
            .build();
    try {
      return WebServer.start(WebServer.Options.of(address, routes));
    } catch (ConfigException e) {
      throw new IllegalStateException("there is no web configuration file", e);
    }
  }

  private static Response exposition(FlowsMetrics metrics) {
    return Response.stream(
            200,
            PrometheusTextFormatWriter.CONTENT_TYPE,
            out -> PrometheusTextFormatWriter.create().write(out, metrics.registry().scrape()))
        .withGzip();
  }

  /** Where metrics and health are served, with the actual port. */
  public ListenAddress address() {
    return web.addresses().getFirst();
  }

  /** Fails when the capture cannot go on; done once it was closed. */
  public CompletableFuture<Void> ended() {
    return capture.ended();
  }

  /**
   * Ends: what was seen is recorded and spooled; what the database does not take within seconds
   * waits in the spool for the next start.
   */
  @Override
  public void close() {
    capture.close();
    pipeline.close();
    web.close();
  }
}
