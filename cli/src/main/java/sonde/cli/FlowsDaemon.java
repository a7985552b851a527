package sonde.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.flows.Flows;
import sonde.flows.FlowsConfig;
import sonde.flows.FlowsConfigSource;
import sonde.web.ListenException;

/** The traffic accountant: captures until it is told to end. */
final class FlowsDaemon {
  private final Environment environment;
  private final PrintStream err;

  FlowsDaemon(Environment environment, PrintStream err) {
    this.environment = environment;
    this.err = err;
  }

  /** Accounts; returns the exit code once it has been told to end, or cannot go on. */
  int run(Path file) {
    try {
      FlowsConfig config = new FlowsConfigSource(environment).forCapture(file);
      Logging.setUp(config.log());
      Flows flows = Flows.start(config);
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("flows-shutdown").unstarted(flows::close));
      flows.ended().join();
      return Exit.OK;
    } catch (ConfigException | ListenException e) {
      err.println(e.getMessage());
      return Exit.USAGE;
    } catch (IOException e) {
      err.println("sonde flows: " + e.getMessage());
      return Exit.USAGE;
    } catch (CompletionException e) {
      err.println("sonde flows: " + e.getCause());
      return Exit.NO;
    }
  }
}
