package sonde.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.traffic.Traffic;
import sonde.traffic.TrafficConfig;
import sonde.traffic.TrafficConfigSource;

/** The traffic generator: runs for its time or until it is told to end, then reports. */
final class TrafficDaemon {
  private final Environment environment;
  private final PrintStream out;
  private final PrintStream err;

  TrafficDaemon(Environment environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Makes traffic; returns the exit code once it has reported. */
  int run(Path file) {
    TrafficConfig config;
    try {
      config = new TrafficConfigSource(environment).file(file);
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return Exit.USAGE;
    }
    Logging.setUp(config.log());
    return run(new Traffic(config));
  }

  private int run(Traffic traffic) {
    CountDownLatch reported = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("traffic-shutdown").unstarted(() -> end(traffic, reported)));
    try {
      Traffic.Result result = traffic.run();
      out.println(result.json());
      out.flush();
      return result.successful() ? Exit.OK : Exit.NO;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.NO;
    } finally {
      reported.countDown();
    }
  }

  private static void end(Traffic traffic, CountDownLatch reported) {
    traffic.end();
    try {
      reported.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
