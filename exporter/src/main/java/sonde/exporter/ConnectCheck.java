package sonde.exporter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sonde.collect.CollectorReport;
import sonde.collect.Exposition;
import sonde.collect.Facts;
import sonde.collect.Failure;
import sonde.collect.FamilySamples;
import sonde.collect.Format;
import sonde.collect.Labels;
import sonde.collect.Outcome;
import sonde.collect.Sample;
import sonde.collect.Snapshot;
import sonde.sql.OwnQuery;

/** Runs every enabled collector once on every target and says what each lacks. */
public final class ConnectCheck {
  /** So many samples of a family are shown. */
  private static final int PREVIEWED = 3;

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
        for (OwnQuery query : target.getValue().queries()) {
          preview(query, snapshot, out);
        }
      } else {
        out.println(name + ": down: " + failure.message());
        works = false;
      }
    }
    return works;
  }

  /** What a user's query gives, so that he sees it before his Prometheus does. */
  private static void preview(OwnQuery query, Snapshot snapshot, PrintWriter out) {
    Set<String> names = new HashSet<>();
    query.spec().families().forEach(family -> names.add(family.name()));
    List<FamilySamples> families = new ArrayList<>();
    for (FamilySamples family : snapshot.families()) {
      if (names.contains(family.family().name())) {
        List<Sample> samples = family.samples();
        families.add(
            new FamilySamples(
                family.family(), samples.subList(0, Math.min(PREVIEWED, samples.size()))));
      }
    }
    Exposition exposition = new Exposition();
    exposition.add(new Exposition.Block("", Labels.none(), Labels.none(), Labels.none(), families));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      exposition.write(Format.TEXT, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text.toString(StandardCharsets.UTF_8).lines().forEach(line -> out.println("    " + line));
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
