package sonde.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

/** {@code sonde check}. */
@Command(
    name = "check",
    description =
        "Reads configuration files and reports every problem at once; prints FILE: ok for a good"
            + " one.")
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
    List<ExporterConfig> good = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      ExporterConfig config = new ConfigFile(Environment.system()).read(file, report);
      if (config != null) {
        good.add(config);
        names.add(file.toString());
      }
    }
    if (!report.isEmpty()) {
      spec.commandLine().getErr().println(new ConfigException(report.problems()).getMessage());
      return Exit.USAGE;
    }
    boolean works = true;
    for (int i = 0; i < good.size(); i++) {
      out.println(names.get(i) + ": ok");
      if (connect) {
        works &= ConnectCheck.run(good.get(i), out);
      }
    }
    return works ? Exit.OK : Exit.NO;
  }
}
