package sonde.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import sonde.config.Environment;

/** The command line as picocli has it: all subcommands with their help. */
final class CommandLines {
  @Command(
      name = "sonde",
      description = "The Prometheus exporter for the data stores behind a service.",
      mixinStandardHelpOptions = false,
      subcommands = {
        CheckCommand.class,
        ProbeCommand.class,
        CollectorsCommand.class,
        GrantsCommand.class,
        DiffCommand.class,
        DemoCommand.class,
        FlowsCommand.class,
        TallyCommand.class,
        TrafficCommand.class,
        VersionCommand.class
      })
  static final class Sonde {}

  private CommandLines() {}

  static int run(String... arguments) {
    return create(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  static CommandLine create(PrintWriter out, PrintWriter err) {
    CommandLine sonde = new CommandLine(new Sonde());
    sonde.addSubcommand("serve", serve());
    // An argument that starts with @ is not read as a file of arguments: serve does not, either.
    sonde.setOut(out).setErr(err).setExpandAtFiles(false);
    sonde.getSubcommands().values().forEach(CommandLines::withHelp);
    withHelp(sonde);
    sonde.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println("sonde " + command.getCommandName() + ": " + e.getMessage());
          return Exit.NO;
        });
    return sonde;
  }

  private static void withHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this help.")
                .build());
  }

  private static CommandLine serve() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description("Serves the metrics of the configured targets over HTTP.");
    for (ServeOption option : ServeOption.values()) {
      spec.addOption(
          OptionSpec.builder(option.names().toArray(String[]::new))
              .paramLabel(option.parameter())
              .type(String.class)
              .description(option.description())
              .build());
    }
    CommandLine serve = new CommandLine(spec);
    serve.setExecutionStrategy(
        parsed -> {
          Integer help = CommandLine.executeHelpRequest(parsed);
          return help == null ? serve(parsed.commandSpec()) : help;
        });
    return serve;
  }

  private static int serve(CommandSpec spec) {
    Map<ServeOption, String> values = new EnumMap<>(ServeOption.class);
    for (ServeOption option : ServeOption.values()) {
      String value = spec.findOption(option.names().getFirst()).getValue();
      if (value != null) {
        values.put(option, value);
      }
    }
    return new Serve(Environment.system(), System.err).run(ServeOption.options(values));
  }

  /** The names of the subcommands, for tests and completion. */
  static List<String> names(CommandLine sonde) {
    return List.copyOf(sonde.getSubcommands().keySet());
  }
}
