package sonde.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sonde.config.Environment;

/** {@code sonde tally}. */
@Command(
    name = "tally",
    description = "Serves the counter and hello service over Redis and PostgreSQL.")
final class TallyCommand implements Callable<Integer> {
  @Option(
      names = {"--config", "--config.file"},
      paramLabel = "FILE",
      description = "Configuration file; without one the environment is read.")
  private @Nullable Path config;

  @Override
  public Integer call() {
    return new TallyDaemon(Environment.system(), System.err).run(config);
  }
}
