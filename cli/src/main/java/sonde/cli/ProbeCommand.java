package sonde.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sonde.collect.Format;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.exporter.ConfigSource;
import sonde.exporter.OneProbe;
import sonde.exporter.ServeOptions;

/** {@code sonde probe}. */
@Command(
    name = "probe",
    description =
        "Scrapes a target once and prints what /probe would answer; what failed, and why, goes to"
            + " standard error.")
final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"--config", "--config.file"},
      paramLabel = "FILE",
      description = "Configuration file; without one the environment is read.")
  private @Nullable Path config;

  @Option(names = "--node", paramLabel = "HOST:PORT", description = "The target's node.")
  private @Nullable String node;

  @Option(names = "--collector", paramLabel = "NAME", description = "Only these collectors.")
  private Set<String> collectors = new HashSet<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or openmetrics (${DEFAULT-VALUE}).")
  private String format = "text";

  @Parameters(paramLabel = "TARGET", description = "The target's name.")
  private String target = "";

  @Override
  public Integer call() throws IOException {
    Logging.quiet();
    PrintWriter err = spec.commandLine().getErr();
    Format wanted =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "text" -> Format.TEXT;
          case "openmetrics" -> Format.OPENMETRICS;
          default ->
              throw new ParameterException(
                  spec.commandLine(), "--format is text or openmetrics, not " + format);
        };
    try {
      ServeOptions options = config == null ? ServeOptions.NONE : ServeOptions.file(config);
      OneProbe probe =
          OneProbe.of(new ConfigSource(options, Environment.system()).read(), target, node);
      ByteArrayOutputStream exposition = new ByteArrayOutputStream();
      boolean up = probe.run(collectors, wanted, exposition, err);
      PrintWriter out = spec.commandLine().getOut();
      out.print(exposition.toString(StandardCharsets.UTF_8));
      out.flush();
      return up ? Exit.OK : Exit.NO;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return Exit.USAGE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
