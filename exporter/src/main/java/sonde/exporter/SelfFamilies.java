package sonde.exporter;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import sonde.collect.Family;
import sonde.collect.FamilySamples;
import sonde.collect.Sample;

/** Sonde's families about itself: what was built, how reloading went, what was shared. */
final class SelfFamilies {
  private static final Family BUILD =
      Family.gauge("sonde_build_info", "What runs here, always 1.", "version", "revision", "java");
  private static final Family SHARED =
      Family.counter(
          "sonde_probes_shared_total", "Scrapes of a node that joined the run of another.");
  private static final Family RELOADED =
      Family.gauge(
          "sonde_config_last_reload_successful",
          "Whether the configuration could be used when it was last read.");
  private static final Family RELOADED_AT =
      Family.gauge(
          "sonde_config_last_reload_success_timestamp_seconds",
          "When a usable configuration was last read.");

  private final BuildInfo build = BuildInfo.current();
  private final ProcessFamilies process = new ProcessFamilies(Path.of("/proc/self"));
  private final JvmFamilies jvm = new JvmFamilies();

  /**
   * The families.
   *
   * @param shared scrapes that joined another's run
   * @param reloaded whether the last reading of the configuration succeeded
   * @param reloadedAt when one last did
   */
  List<FamilySamples> families(long shared, boolean reloaded, Instant reloadedAt) {
    List<FamilySamples> all = new ArrayList<>();
    process.addTo(all);
    jvm.addTo(all);
    all.add(one(BUILD, 1, build.version(), build.revision(), build.java()));
    all.add(one(SHARED, (double) shared));
    all.add(one(RELOADED, reloaded ? 1 : 0));
    all.add(one(RELOADED_AT, reloadedAt.toEpochMilli() / 1e3));
    return all;
  }

  private static FamilySamples one(Family family, double value, String... labels) {
    return new FamilySamples(family.absolute(), List.of(new Sample.Value(List.of(labels), value)));
  }
}
