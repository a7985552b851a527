package sonde.postgres;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/**
 * What runs of VACUUM are at. A table of another database than the one that is asked is named by
 * its number.
 */
final class StatProgressVacuumCollector {
  private static final Family PHASE =
      Family.gauge(
          "stat_progress_vacuum_phase",
          "1 for the phase that the run is in, 0 for all others.",
          "datname",
          "relname",
          "phase");
  private static final Family BLOCKS =
      Family.gauge("stat_progress_vacuum_heap_blks", "Blocks of the table.", "datname", "relname");
  private static final Family SCANNED =
      Family.gauge(
          "stat_progress_vacuum_heap_blks_scanned",
          "Blocks of the table that were scanned.",
          "datname",
          "relname");
  private static final Family VACUUMED =
      Family.gauge(
          "stat_progress_vacuum_heap_blks_vacuumed",
          "Blocks of the table that were vacuumed.",
          "datname",
          "relname");
  private static final Family INDEX_VACUUMS =
      Family.gauge(
          "stat_progress_vacuum_index_vacuums",
          "Times that the indexes were vacuumed.",
          "datname",
          "relname");
  private static final Family MAX_DEAD =
      Family.gauge(
          "stat_progress_vacuum_max_dead_tuples",
          "Dead rows that fit into memory before the indexes must be vacuumed; from PostgreSQL 17"
              + " on in bytes.",
          "datname",
          "relname");
  private static final Family DEAD =
      Family.gauge(
          "stat_progress_vacuum_num_dead_tuples",
          "Dead rows that were collected since the indexes were last vacuumed.",
          "datname",
          "relname");

  private static final Query PHASES =
      Query.of(
              "stat_progress_vacuum phases",
              """
              SELECT v.datname, CASE WHEN v.datname = current_database()
                  THEN v.relid::regclass::varchar(140) ELSE v.relid::varchar(16) END::varchar(140) AS relname,
                p.phase::varchar(32) AS phase, (p.phase = v.phase)::int AS active
              FROM pg_stat_progress_vacuum v
              CROSS JOIN (VALUES ('initializing'), ('scanning heap'), ('vacuuming indexes'),
                ('vacuuming heap'), ('cleaning up indexes'), ('truncating heap'),
                ('performing final cleanup')) AS p(phase)""")
          .value(PHASE, "active")
          .build();

  private static final Query UP_TO_16 =
      Query.of(
              "stat_progress_vacuum",
              """
              SELECT v.datname, CASE WHEN v.datname = current_database()
                  THEN v.relid::regclass::varchar(140) ELSE v.relid::varchar(16) END::varchar(140) AS relname,
                v.heap_blks_total, v.heap_blks_scanned, v.heap_blks_vacuumed, v.index_vacuum_count,
                v.max_dead_tuples AS max_dead, v.num_dead_tuples AS num_dead
              FROM pg_stat_progress_vacuum v""")
          .between(PostgresFacts.PRODUCT, "9.6", "17")
          .value(BLOCKS, "heap_blks_total")
          .value(SCANNED, "heap_blks_scanned")
          .value(VACUUMED, "heap_blks_vacuumed")
          .value(INDEX_VACUUMS, "index_vacuum_count")
          .value(MAX_DEAD, "max_dead")
          .value(DEAD, "num_dead")
          .build();

  private static final Query FROM_17 =
      Query.of(
              "stat_progress_vacuum",
              """
              SELECT v.datname, CASE WHEN v.datname = current_database()
                  THEN v.relid::regclass::varchar(140) ELSE v.relid::varchar(16) END::varchar(140) AS relname,
                v.heap_blks_total, v.heap_blks_scanned, v.heap_blks_vacuumed, v.index_vacuum_count,
                v.max_dead_tuple_bytes AS max_dead, v.num_dead_item_ids AS num_dead
              FROM pg_stat_progress_vacuum v""")
          .since(PostgresFacts.PRODUCT, "17")
          .value(BLOCKS, "heap_blks_total")
          .value(SCANNED, "heap_blks_scanned")
          .value(VACUUMED, "heap_blks_vacuumed")
          .value(INDEX_VACUUMS, "index_vacuum_count")
          .value(MAX_DEAD, "max_dead")
          .value(DEAD, "num_dead")
          .build();

  private static final Spec SPEC =
      Spec.named("stat_progress_vacuum", "What runs of VACUUM are at, automatic or not.")
          .emits(PHASE, BLOCKS, SCANNED, VACUUMED, INDEX_VACUUMS, MAX_DEAD, DEAD)
          .needs(PostgresFacts.Right.READ_ALL_STATS.text())
          .onByDefault();

  private StatProgressVacuumCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(
        SPEC,
        List.of(PHASES, UP_TO_16, FROM_17),
        facts -> facts.lacks(PostgresFacts.Right.READ_ALL_STATS));
  }
}
