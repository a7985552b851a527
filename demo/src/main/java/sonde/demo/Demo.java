package sonde.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import sonde.collect.MalformedExpositionException;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.LogConfig;
import sonde.exporter.ConfigSource;
import sonde.exporter.Exporter;
import sonde.exporter.ServeOptions;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisException;
import sonde.servers.ServerException;
import sonde.web.ListenException;

/**
 * The whole of Sonde on one machine: a real Redis primary, two replicas and three Sentinels, a
 * PostgreSQL and a MariaDB server on free loopback ports, three instances of the counter, light
 * traffic, the accountant that writes down who connects, and the exporter that watches them.
 * Everything it started, and every file, is gone when it ends, however it ends.
 */
public final class Demo {
  private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration REPLICA_WITHIN = Duration.ofSeconds(10);
  private static final Duration CALLS = Duration.ofMillis(100);
  private static final int BURST = 300;
  private static final long SEED = 20_26L;

  private final Options options;
  private final Consumer<LogConfig> logging;
  private final PrintStream out;
  private final PrintStream err;
  private final SplittableRandom random = new SplittableRandom(SEED);

  /**
   * What is wanted.
   *
   * @param once to scrape once, print what came, and end
   * @param failover to kill the primary while the counter is called, tell what came of it, and end
   * @param port where the exporter listens on 127.0.0.1; 0 for a free one
   */
  public record Options(boolean once, boolean failover, int port) {}

  private Demo(Options options, Consumer<LogConfig> logging, PrintStream out, PrintStream err) {
    this.options = options;
    this.logging = logging;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs until the JVM is told to end or the thread is interrupted; with {@code once} until the
   * scrape is printed.
   *
   * @param logging sets up logging as the exporter's configuration says
   * @param out takes what to open; with {@code once} the exposition
   * @param err takes what went wrong; with {@code once} the summary
   * @return the exit code: 0; 1 if a server could not be started, nothing was accounted or a target
   *     is not up; 2 if the port cannot be had or is none
   */
  public static int run(
      Options options, Consumer<LogConfig> logging, PrintStream out, PrintStream err) {
    if (options.port < 0 || options.port > 65535) {
      err.println("sonde demo: a port is 0 to 65535, not " + options.port);
      return 2;
    }
    try (Ending ending = Ending.watch()) {
      try {
        return new Demo(options, logging, out, err).run(ending);
      } catch (ListenException e) {
        err.println("sonde demo: " + e.getMessage() + "; --port takes another");
        return 2;
      } catch (ConfigException e) {
        err.println("sonde demo: the exporter refuses its configuration:\n" + e.getMessage());
        return 2;
      } catch (ServerException | RedisException | IOException e) {
        if (!ending.isTold()) {
          err.println("sonde demo: " + e.getMessage());
        }
        return 1;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 0;
      }
    }
  }

  private int run(Ending ending)
      throws ConfigException, ListenException, RedisException, IOException, InterruptedException {
    try (DemoServers servers = DemoServers.start();
        SqlServers sql = SqlServers.start();
        PrimaryFinder primary = new PrimaryFinder(servers)) {
      seed(primary);
      try (DemoFiles files =
              DemoFiles.write(
                  servers, sql, options.port, options.once || options.failover ? "error" : "info");
          Exporter exporter =
              Exporter.start(
                  new ConfigSource(ServeOptions.file(files.configuration()), Environment.system()),
                  logging);
          Tallies tallies = Tallies.start(files.tally())) {
        if (options.failover) {
          boolean right = new FailoverStory(servers.group(), tallies, out).tell(random.split());
          return right ? 0 : 1;
        }
        String url = "http://" + exporter.addresses().getFirst();
        try (Accountant accountant =
            Accountant.start(files, servers, sql, tallies, random.split())) {
          if (options.once) {
            return once(servers, sql, accountant, url);
          }
          try (Traffic _ = Traffic.start(primary, random.split());
              SqlTraffic _ = SqlTraffic.start(sql, random);
              Callers _ = Callers.start(tallies.urls(), 1, CALLS, new CallLog(), random.split())) {
            out.print(Guide.text(servers, sql, tallies, accountant, files, url));
            out.flush();
            ending.await();
            return 0;
          }
        }
      }
    }
  }

  private void seed(PrimaryFinder primary) throws RedisException {
    try (RedisConnection connection = primary.connect()) {
      Seed.into(connection, random);
      Traffic.burst(connection, random, BURST);
      awaitReplica(connection);
    }
  }

  /** So that the first scrape already finds on the replica what was written. */
  private static void awaitReplica(RedisConnection connection) throws RedisException {
    String millis = Long.toString(REPLICA_WITHIN.toMillis());
    connection.pipeline(
        List.of(RedisCommand.of("WAIT", "1", millis)), REPLICA_WITHIN.multipliedBy(2));
  }

  private int once(DemoServers servers, SqlServers sql, Accountant accountant, String url)
      throws IOException {
    List<String> targets =
        Stream.concat(
                servers.all().stream().map(DemoServers.Started::target),
                sql.all().stream().map(SqlServers.Started::target))
            .toList();
    String exposition = get(URI.create(url + "/metrics"));
    try {
      Summary summary = Summary.of(exposition);
      err.print(summary.text(targets));
      err.println(accountant.says());
      out.print(exposition);
      out.flush();
      return targets.stream().allMatch(summary::isUp) ? 0 : 1;
    } catch (MalformedExpositionException e) {
      throw new IOException("the exposition cannot be read: " + e.getMessage(), e);
    }
  }

  /** By the JDK's old client: the new one makes ready for TLS at first, which takes longer. */
  private static String get(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    int timeout = (int) SCRAPE_TIMEOUT.toMillis();
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    try {
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException(uri + " answered " + connection.getResponseCode());
      }
      try (InputStream body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } finally {
      connection.disconnect();
    }
  }
}
