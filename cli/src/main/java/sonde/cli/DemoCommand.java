package sonde.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sonde.demo.Demo;
import sonde.exporter.ExporterConfig;

/** {@code sonde demo}. */
@Command(
    name = "demo",
    description =
        "Starts real Redis, Sentinel, PostgreSQL and MariaDB servers on free loopback ports, three"
            + " instances of the counter, seeds them, makes traffic, accounts who connects, and serves"
            + " their metrics.")
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--once",
      description = "Scrapes once, prints a summary and the exposition, and ends everything.")
  private boolean once;

  @Option(
      names = "--failover",
      description =
          "Kills the Redis primary while the counter is called, prints what came of it, and ends"
              + " everything.")
  private boolean failover;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + ExporterConfig.DEFAULT_PORT,
      description = "Where the exporter listens on 127.0.0.1 (${DEFAULT-VALUE}).")
  private int port = ExporterConfig.DEFAULT_PORT;

  @Override
  public Integer call() {
    try {
      return Demo.run(
          new Demo.Options(once, failover, port), Logging::setUp, System.out, System.err);
    } catch (NoClassDefFoundError e) {
      // The image leaves out the demo and the servers that it starts.
      throw new ParameterException(
          spec.commandLine(), "the demo is not installed here; run it from the sources", e);
    }
  }
}
