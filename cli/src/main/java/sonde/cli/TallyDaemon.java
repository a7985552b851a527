package sonde.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.tally.Tally;
import sonde.tally.TallyConfig;
import sonde.tally.TallyConfigSource;
import sonde.web.ListenException;

/** The counter and hello service: serves until it is told to end, then drains. */
final class TallyDaemon {
  private final Environment environment;
  private final PrintStream err;

  TallyDaemon(Environment environment, PrintStream err) {
    this.environment = environment;
    this.err = err;
  }

  /**
   * Serves; returns the exit code once it has been told to end.
   *
   * @param file its configuration; null for the environment
   */
  int run(@Nullable Path file) {
    try {
      TallyConfigSource source = new TallyConfigSource(environment);
      TallyConfig config = file == null ? source.environment() : source.file(file);
      Logging.setUp(config.log());
      serve(Tally.start(config));
      return Exit.OK;
    } catch (ConfigException | ListenException e) {
      err.println(e.getMessage());
      return Exit.USAGE;
    }
  }

  private static void serve(Tally tally) {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("tally-shutdown")
                .unstarted(
                    () -> {
                      drain(tally);
                      ended.countDown();
                    }));
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drain(Tally tally) {
    try {
      tally.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
