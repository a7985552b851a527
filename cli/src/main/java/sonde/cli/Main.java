package sonde.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sonde.config.Environment;
import sonde.exporter.ServeOptions;

/** {@code sonde}: starts the subcommand that the arguments name. */
public final class Main {
  private Main() {}

  /** Runs the subcommand and exits with its code. */
  public static void main(String... arguments) {
    System.exit(run(arguments));
  }

  private static int run(String... arguments) {
    List<String> all = Arrays.asList(arguments);
    if (!all.isEmpty() && all.getFirst().equals("serve")) {
      Optional<ServeOptions> options = ServeOption.read(all.subList(1, all.size()));
      if (options.isPresent()) {
        return new Serve(Environment.system(), System.err).run(options.get());
      }
    }
    if (all.size() == 3 && all.get(1).equals("--config")) {
      OptionalInt code = daemon(all.getFirst(), Path.of(all.get(2)));
      if (code.isPresent()) {
        return code.getAsInt();
      }
    }
    return CommandLines.run(arguments);
  }

  /** The daemons come without picocli, which their memory need not hold. */
  private static OptionalInt daemon(String name, Path file) {
    Environment environment = Environment.system();
    return switch (name) {
      case "flows" -> OptionalInt.of(new FlowsDaemon(environment, System.err).run(file));
      case "tally" -> OptionalInt.of(new TallyDaemon(environment, System.err).run(file));
      case "traffic" ->
          OptionalInt.of(new TrafficDaemon(environment, System.out, System.err).run(file));
      default -> OptionalInt.empty();
    };
  }
}
