package sonde.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    // The daemons come without picocli, which their memory need not hold.
    if (all.size() == 3 && all.get(1).equals("--config")) {
      Path file = Path.of(all.get(2));
      switch (all.getFirst()) {
        case "tally":
          return new TallyDaemon(Environment.system(), System.err).run(file);
        case "flows":
          return new FlowsDaemon(Environment.system(), System.err).run(file);
        default:
          // Not a daemon, or none that is started so.
      }
    }
    if (all.size() == 3 && all.getFirst().equals("traffic") && all.get(1).equals("--config")) {
      return new TrafficDaemon(Environment.system(), System.out, System.err)
          .run(Path.of(all.get(2)));
    }
    return CommandLines.run(arguments);
  }
}
