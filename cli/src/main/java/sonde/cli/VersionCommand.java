package sonde.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sonde.exporter.BuildInfo;

/** {@code sonde version}. */
@Command(name = "version", description = "Prints version, commit and Java.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    BuildInfo build = BuildInfo.current();
    spec.commandLine()
        .getOut()
        .println("sonde " + build.version() + " (" + build.revision() + "), Java " + build.java());
    return Exit.OK;
  }
}
