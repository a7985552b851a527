package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Locks by database and mode, without those of the scrape itself. */
final class LocksCollector {
  private static final Family COUNT =
      Family.gauge("locks_count", "Locks that are held or awaited.", "datname", "mode");

  private static final Query QUERY =
      Query.of(
              "locks",
              """
              SELECT d.datname, m.mode::varchar(24) AS mode, coalesce(l.count, 0) AS count
              FROM pg_database d
              CROSS JOIN (VALUES ('accesssharelock'), ('rowsharelock'), ('rowexclusivelock'),
                ('shareupdateexclusivelock'), ('sharelock'), ('sharerowexclusivelock'), ('exclusivelock'),
                ('accessexclusivelock'), ('sireadlock')) AS m(mode)
              LEFT JOIN (
                SELECT database, lower(mode) AS mode, count(*) AS count
                FROM pg_locks
                WHERE database IS NOT NULL AND pid IS DISTINCT FROM pg_backend_pid()
                GROUP BY 1, 2
              ) AS l ON l.database = d.oid AND l.mode = m.mode""")
          .value(COUNT, "count")
          .build();

  private static final Spec SPEC =
      Spec.named("locks", "Locks by database and mode.").emits(COUNT).onByDefault();

  private LocksCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
