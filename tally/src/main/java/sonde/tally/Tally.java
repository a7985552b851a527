package sonde.tally;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.ConfigException;
import sonde.web.Limits;
import sonde.web.ListenAddress;
import sonde.web.ListenException;
import sonde.web.WebServer;

/** The counter and hello service. */
public final class Tally implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  /** Requests of clients wait for Redis: many at a time, none for long. */
  private static final Limits LIMITS =
      new Limits(
          2048,
          1536,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          1024,
          Duration.ofSeconds(8));

  private static final Duration DRAIN_LEAST = Duration.ofSeconds(1);
  private static final Duration DRAIN_MOST = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 50;

  private final TallyMetrics metrics = new TallyMetrics();
  private final Redis redis;
  private final Hello hello;
  private final TallyRoutes routes;
  private final AtomicLong lastRequest = new AtomicLong(System.nanoTime());
  private @Nullable WebServer service;
  private @Nullable WebServer admin;
  private volatile boolean ready;
  private volatile boolean draining;

  private Tally(TallyConfig config) {
    this.redis = new Redis(config, metrics);
    String prefix = config.redis().prefix();
    Keys keys = new Keys(prefix == null ? "" : prefix, config.redis().cluster() != null);
    this.hello = new Hello(config, redis, keys, metrics);
    this.routes =
        new TallyRoutes(
            redis,
            new Counter(redis, keys, config.durability(), metrics),
            hello,
            metrics,
            config.idempotency().keep(),
            this::drains);
  }

  /**
   * Starts: also when Redis or PostgreSQL are away, so that it answers as soon as they are back.
   *
   * @throws ListenException if an address cannot be had; nothing was started
   */
  public static Tally start(TallyConfig config) throws ListenException {
    Tally tally = new Tally(config);
    try {
      tally.listen(config.web());
    } catch (ListenException e) {
      tally.close();
      throw e;
    }
    tally.hello.prepare();
    tally.ready = true;
    return tally;
  }

  private void listen(TallyConfig.Web web) throws ListenException {
    try {
      admin =
          WebServer.start(WebServer.Options.of(web.admin().listen(), routes.admin(this::isReady)));
      service =
          WebServer.start(
              new WebServer.Options(
                  List.of(new WebServer.Listener(web.listen(), routes.service())), null, LIMITS));
    } catch (ConfigException e) {
      throw new IllegalStateException("there is no web configuration file", e);
    }
  }

  private boolean isReady() {
    return ready && !draining;
  }

  /** Also notes that a request came, so that draining ends soon after the last. */
  private boolean drains() {
    lastRequest.set(System.nanoTime());
    return draining;
  }

  /** Where clients are served, with the actual port. */
  public ListenAddress address() {
    return only(service);
  }

  /** Where metrics and health are served, with the actual port. */
  public ListenAddress adminAddress() {
    return only(admin);
  }

  private static ListenAddress only(@Nullable WebServer server) {
    if (server == null) {
      throw new IllegalStateException("it was not started");
    }
    return server.addresses().getFirst();
  }

  /**
   * Ends without cutting anybody off: says that it is not ready and asks clients for other
   * connections, goes on answering until no more come (at least a second, at most ten), then stops
   * listening and lets running requests finish.
   */
  public void drain() throws InterruptedException {
    LOG.info("draining: not ready any more, answering what still comes");
    draining = true;
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < DRAIN_MOST.toNanos()
        && (System.nanoTime() - begun < DRAIN_LEAST.toNanos()
            || System.nanoTime() - lastRequest.get() < DRAIN_LEAST.toNanos())) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    close();
    LOG.info("drained");
  }

  /** Stops listening, lets running requests finish, closes all connections. */
  @Override
  public void close() {
    draining = true;
    if (service != null) {
      service.close();
    }
    hello.close();
    redis.close();
    if (admin != null) {
      admin.close();
    }
  }
}
