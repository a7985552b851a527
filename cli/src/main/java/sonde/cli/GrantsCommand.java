package sonde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sonde.collect.Facts;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.exporter.ConfigSource;
import sonde.exporter.OneProbe;
import sonde.exporter.ServeOptions;

/** {@code sonde grants}. */
@Command(
    name = "grants",
    description =
        "Prints the statements that create a monitoring user with just the privileges that the"
            + " collectors need.")
final class GrantsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "TYPE",
      description = "Type of target: redis, postgres or mysql.")
  private String type = "";

  @Option(
      names = "--server",
      paramLabel = "NAME-VERSION",
      description =
          "The server: redis-8.0, valkey-8.1; postgres-18; mysql-8.0, mariadb-11.4. Without it the"
              + " type's first of these.")
  private @Nullable String server;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Of redis, with --server: standalone (by default), cluster or sentinel.")
  private @Nullable String mode;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Asks the server of a configured target what it is, by its present user.")
  private @Nullable Path config;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "With --config: the target.")
  private @Nullable String target;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "sonde",
      description = "The user's name (${DEFAULT-VALUE}).")
  private String user = "sonde";

  @Option(
      names = "--collector",
      paramLabel = "NAME",
      description = "Only what these collectors need; without it all that are on by default.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    Logging.quiet();
    if ((config == null) != (target == null) || (config != null && server != null)) {
      throw wrong("give --server NAME-VERSION, or --config FILE and a TARGET");
    }
    StoreType.Grants grants;
    try {
      StoreType<?> store = StoreType.named(type);
      grants =
          config == null
              ? store.grants(store.server(server), mode, user, names)
              : asked(store, config);
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Exit.USAGE;
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    grants.statements().forEach(spec.commandLine().getOut()::println);
    grants.notes().forEach(note -> spec.commandLine().getErr().println(note));
    return grants.statements().isEmpty() ? Exit.NO : Exit.OK;
  }

  private StoreType.Grants asked(StoreType<?> store, Path file) throws ConfigException {
    Facts facts =
        OneProbe.of(
                new ConfigSource(ServeOptions.file(file), Environment.system()).read(),
                String.valueOf(target),
                null)
            .facts();
    if (facts == null) {
      throw wrong("target " + target + " does not answer; say what it is by --server");
    }
    if (!store.facts().isInstance(facts)) {
      throw wrong("target " + target + " is not of type " + type + ": it is " + facts.server());
    }
    return store.grants(facts.server(), StoreType.mode(facts), user, names);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
