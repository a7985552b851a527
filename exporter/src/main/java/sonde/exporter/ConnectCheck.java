package sonde.exporter;

import java.io.PrintWriter;
import java.util.Map;
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
    for (Map.Entry<String, TargetConfig> target : config.targets().entrySet()) {
      String name = target.getKey();
      Snapshot snapshot = OneProbe.of(config, name, null).snapshot(Set.of());
      Failure failure = snapshot.failure();
      if (failure == null) {
        Facts facts = snapshot.facts();
        out.println(
            name + ": up" + (facts == null ? "" : ", " + facts.server() + ", " + facts.role()));
        boolean refused = false;
        for (CollectorReport report : snapshot.collectors()) {
          works &= report(name, report, out);
          refused |= isRefused(report);
        }
        if (refused && facts != null) {
          target
              .getValue()
              .grants(facts)
              .ifPresent(statement -> out.println("  " + name + ": this mends it: " + statement));
        }
      } else {
        out.println(name + ": down: " + failure.message());
        works = false;
      }
    }
    return works;
  }

  private static boolean isRefused(CollectorReport report) {
    return report.outcome() instanceof Outcome.Failed failed
        && failed.failure().kind() == Failure.Kind.REFUSED;
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
