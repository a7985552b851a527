package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Archiving of the write-ahead log. */
final class StatArchiverCollector {
  private static final Family ARCHIVED =
      Family.counter(
          "stat_archiver_archived_count", "Files of the write-ahead log that were archived.");
  private static final Family FAILED =
      Family.counter("stat_archiver_failed_count", "Attempts to archive that failed.");
  private static final Family AGE =
      Family.gauge(
          "stat_archiver_last_archive_age",
          "Seconds since a file was last archived; absent when none was.");

  private static final Query QUERY =
      Query.of(
              "stat_archiver",
              """
              SELECT archived_count, failed_count,
                extract(epoch FROM now() - last_archived_time)::float8 AS age
              FROM pg_stat_archiver""")
          .value(ARCHIVED, "archived_count")
          .value(FAILED, "failed_count")
          .value(AGE, "age")
          .build();

  private static final Spec SPEC =
      Spec.named("stat_archiver", "Archiving of the write-ahead log.")
          .emits(ARCHIVED, FAILED, AGE)
          .onByDefault();

  private StatArchiverCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
