package sonde.exporter;

import java.io.PrintWriter;
import java.util.Set;
import sonde.collect.CollectorReport;
import sonde.collect.Facts;
import sonde.collect.Failure;
import sonde.collect.Outcome;
import sonde.collect.Snapshot;

/** Runs every enabled collector once on every target and says what each lacks. */
public final class ConnectCheck {
  private ConnectCheck() {}

  /**
   * Checks.
   *
   * @param out takes a line a target and a line for each collector that lacks something
   * @return whether all targets are up and no collector failed
   */
  public static boolean run(ExporterConfig config, PrintWriter out) {
    boolean works = true;
    for (String name : config.targets().keySet()) {
      Snapshot snapshot = OneProbe.of(config, name, null).snapshot(Set.of());
      Failure failure = snapshot.failure();
      if (failure == null) {
        Facts facts = snapshot.facts();
        out.println(
            name + ": up" + (facts == null ? "" : ", " + facts.server() + ", " + facts.role()));
        for (CollectorReport report : snapshot.collectors()) {
          works &= report(name, report, out);
        }
      } else {
        out.println(name + ": down: " + failure.message());
        works = false;
      }
    }
    return works;
  }

  private static boolean report(String target, CollectorReport report, PrintWriter out) {
    String start = "  " + target + ", " + report.collector() + ": ";
    return switch (report.outcome()) {
      case Outcome.Success _ -> true;
      case Outcome.Unsupported unsupported -> {
        out.println(start + "not here: " + unsupported.reason());
        yield true;
      }
      case Outcome.Failed failed -> {
        out.println(start + "failed: " + failed.failure().message());
        yield false;
      }
    };
  }
}
