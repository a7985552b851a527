package sonde.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.Report;
import sonde.exporter.ConfigFile;
import sonde.exporter.ConnectCheck;
import sonde.exporter.ExporterConfig;
import sonde.flows.FlowsConfig;
import sonde.flows.FlowsConfigSource;
import sonde.tally.TallyConfig;
import sonde.tally.TallyConfigSource;
import sonde.traffic.TrafficConfig;
import sonde.traffic.TrafficConfigSource;

/** {@code sonde check}. */
@Command(
    name = "check",
    description =
        "Reads configuration files, the exporter's and those of Sonde's other programs, and reports"
            + " every problem at once; prints FILE: ok for a good one.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--connect",
      description =
          "Runs every enabled collector once on every target and prints what each lacks, and what"
              + " mends it.")
  private boolean connect;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Configuration files.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() {
    Logging.quiet();
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report();
    Map<Path, @Nullable ExporterConfig> read = new HashMap<>();
    for (Path file : files) {
      if (TallyConfigSource.isFor(file)) {
        TallyConfig _ = new TallyConfigSource(Environment.system()).file(file, report);
      } else if (FlowsConfigSource.isFor(file)) {
        FlowsConfig _ = new FlowsConfigSource(Environment.system()).forCapture(file, report);
      } else if (TrafficConfigSource.isFor(file)) {
        TrafficConfig _ = new TrafficConfigSource(Environment.system()).file(file, report);
      } else {
        read.put(file, new ConfigFile(Environment.system()).read(file, report));
      }
    }
    if (!report.isEmpty()) {
      spec.commandLine().getErr().println(new ConfigException(report.problems()).getMessage());
      return Exit.USAGE;
    }
    boolean works = true;
    for (Path file : files) {
      out.println(file + ": ok");
      ExporterConfig exporter = read.get(file);
      if (connect && exporter != null) {
        works &= ConnectCheck.run(exporter, out);
      }
    }
    return works ? Exit.OK : Exit.NO;
  }
}
