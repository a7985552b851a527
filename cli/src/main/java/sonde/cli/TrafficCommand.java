package sonde.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sonde.config.Environment;

/** {@code sonde traffic}. */
@Command(
    name = "traffic",
    description =
        "Makes connections to services at a rate, for a time, and prints as JSON what became of"
            + " them. Exits with 1 if none succeeded.")
final class TrafficCommand implements Callable<Integer> {
  @Option(
      names = {"--config", "--config.file"},
      paramLabel = "FILE",
      required = true,
      description = "Configuration file.")
  private Path config = Path.of("");

  @Override
  public Integer call() {
    return new TrafficDaemon(Environment.system(), System.out, System.err).run(config);
  }
}
