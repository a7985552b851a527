package sonde.postgres;

import java.nio.file.Path;
import java.util.List;
import sonde.collect.Collector;

/** All collectors of PostgreSQL, in the order in which they are listed. */
public final class PostgresCollectors {
  private static final List<Collector<PostgresFacts>> ALL =
      List.of(
          DatabaseCollector.collector(),
          LocksCollector.collector(),
          PostmasterCollector.collector(),
          ReplicationCollector.collector(),
          ReplicationSlotsCollector.collector(),
          RolesCollector.collector(),
          new SettingsCollector(),
          StatActivityCollector.collector(),
          StatArchiverCollector.collector(),
          StatBgwriterCollector.collector(),
          StatCheckpointerCollector.collector(),
          new StatDatabaseCollector(),
          StatProgressVacuumCollector.collector(),
          StatReplicationCollector.collector(),
          new StatStatementsCollector(),
          StatUserTablesCollector.collector(),
          StatioUserTablesCollector.collector(),
          WalCollector.collector(),
          new ProcessCollector(Path.of("/proc")));

  private PostgresCollectors() {}

  /** All of them, on by default or not. */
  public static List<Collector<PostgresFacts>> all() {
    return ALL;
  }
}
