package sonde.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.exporter.ConfigSource;
import sonde.exporter.Exporter;
import sonde.exporter.ServeOptions;
import sonde.web.ListenException;

/** The daemon: serves until it is told to end, reads its configuration anew at SIGHUP. */
final class Serve {
  private final Environment environment;
  private final PrintStream err;

  Serve(Environment environment, PrintStream err) {
    this.environment = environment;
    this.err = err;
  }

  /** Serves; returns the exit code once it has been told to end. */
  int run(ServeOptions options) {
    try {
      Exporter exporter = Exporter.start(new ConfigSource(options, environment), Logging::setUp);
      serve(exporter);
      return Exit.OK;
    } catch (ConfigException | ListenException e) {
      err.println(e.getMessage());
      return Exit.USAGE;
    }
  }

  private static void serve(Exporter exporter) {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("sonde-shutdown")
                .unstarted(
                    () -> {
                      exporter.close();
                      ended.countDown();
                    }));
    HangUp.handle(() -> reload(exporter));
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reload(Exporter exporter) {
    try {
      exporter.reload();
    } catch (ConfigException e) {
      // Logged with its report; the old configuration stays.
    }
  }
}
