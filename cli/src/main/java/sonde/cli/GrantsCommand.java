package sonde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sonde.collect.Collector;
import sonde.collect.Server;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.Suggestion;
import sonde.exporter.ConfigSource;
import sonde.exporter.OneProbe;
import sonde.exporter.ServeOptions;
import sonde.redis.RedisCollectors;
import sonde.redis.RedisFacts;
import sonde.redis.RedisGrants;

/** {@code sonde grants}. */
@Command(
    name = "grants",
    description =
        "Prints the statements that create a monitoring user with just the privileges that the"
            + " collectors need.")
final class GrantsCommand implements Callable<Integer> {
  private static final Pattern SERVER = Pattern.compile("(redis|valkey)-([0-9][0-9.]*)");

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TYPE", description = "Type of target: redis.")
  private String type = "";

  @Option(
      names = "--server",
      paramLabel = "NAME-VERSION",
      description = "The server: redis-8.0 (by default), valkey-8.1.")
  private @Nullable String server;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "With --server: standalone (by default), cluster or sentinel.")
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
    if (!type.equals("redis")) {
      throw wrong("there is no type " + type + ": there is redis");
    }
    if ((config == null) != (target == null) || (config != null && server != null)) {
      throw wrong("give --server NAME-VERSION, or --config FILE and a TARGET");
    }
    RedisGrants grants;
    try {
      grants = config == null ? described() : asked(config);
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return Exit.USAGE;
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    grants.statement().ifPresent(spec.commandLine().getOut()::println);
    grants.notes().forEach(note -> spec.commandLine().getErr().println(note));
    return grants.statement().isPresent() ? Exit.OK : Exit.NO;
  }

  private RedisGrants described() {
    Matcher named = SERVER.matcher(server == null ? "redis-8.0" : server);
    if (!named.matches()) {
      throw wrong("--server is redis-VERSION or valkey-VERSION, not " + server);
    }
    RedisFacts.Mode runs =
        switch (mode == null ? "standalone" : mode.toLowerCase(Locale.ROOT)) {
          case "standalone" -> RedisFacts.Mode.STANDALONE;
          case "cluster" -> RedisFacts.Mode.CLUSTER;
          case "sentinel" -> RedisFacts.Mode.SENTINEL;
          default -> throw wrong("--mode is standalone, cluster or sentinel, not " + mode);
        };
    return RedisGrants.of(Server.of(named.group(1), named.group(2)), runs, user, collectors());
  }

  private RedisGrants asked(Path file) throws ConfigException {
    OneProbe probe =
        OneProbe.of(
            new ConfigSource(ServeOptions.file(file), Environment.system()).read(),
            String.valueOf(target),
            null);
    if (probe.facts() instanceof RedisFacts facts) {
      return RedisGrants.of(facts.server(), facts.mode(), user, collectors());
    }
    throw wrong("target " + target + " does not answer; say what it is by --server");
  }

  private List<Collector<RedisFacts>> collectors() {
    Set<String> known = new TreeSet<>();
    List<Collector<RedisFacts>> wanted = new ArrayList<>();
    for (Collector<RedisFacts> collector : RedisCollectors.all()) {
      known.add(collector.spec().name());
      if (names.isEmpty()
          ? collector.spec().onByDefault()
          : names.contains(collector.spec().name())) {
        wanted.add(collector);
      }
    }
    for (String name : names) {
      if (!known.contains(name)) {
        throw wrong(
            "there is no collector "
                + name
                + Suggestion.near(name, known)
                    .map(near -> ", did you mean " + near + "?")
                    .orElse("")
                + ": there are "
                + String.join(", ", known));
      }
    }
    return wanted;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
