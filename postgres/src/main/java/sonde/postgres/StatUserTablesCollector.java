package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Use, upkeep and sizes of the tables of the database that is asked. */
final class StatUserTablesCollector {
  private static final Family SEQ_SCAN =
      Family.counter(
          "stat_user_tables_seq_scan", "Sequential scans.", "datname", "schemaname", "relname");
  private static final Family SEQ_READ =
      Family.counter(
          "stat_user_tables_seq_tup_read",
          "Live rows that sequential scans fetched.",
          "datname",
          "schemaname",
          "relname");
  private static final Family IDX_SCAN =
      Family.counter(
          "stat_user_tables_idx_scan", "Index scans.", "datname", "schemaname", "relname");
  private static final Family IDX_FETCH =
      Family.counter(
          "stat_user_tables_idx_tup_fetch",
          "Live rows that index scans fetched.",
          "datname",
          "schemaname",
          "relname");
  private static final Family INSERTED =
      Family.counter(
          "stat_user_tables_n_tup_ins",
          "Rows that were inserted.",
          "datname",
          "schemaname",
          "relname");
  private static final Family UPDATED =
      Family.counter(
          "stat_user_tables_n_tup_upd",
          "Rows that were updated.",
          "datname",
          "schemaname",
          "relname");
  private static final Family DELETED =
      Family.counter(
          "stat_user_tables_n_tup_del",
          "Rows that were deleted.",
          "datname",
          "schemaname",
          "relname");
  private static final Family HOT =
      Family.counter(
          "stat_user_tables_n_tup_hot_upd",
          "Rows that were updated without a change to an index.",
          "datname",
          "schemaname",
          "relname");
  private static final Family LIVE =
      Family.gauge(
          "stat_user_tables_n_live_tup",
          "Live rows, by estimate.",
          "datname",
          "schemaname",
          "relname");
  private static final Family DEAD =
      Family.gauge(
          "stat_user_tables_n_dead_tup",
          "Dead rows, by estimate.",
          "datname",
          "schemaname",
          "relname");
  private static final Family MODIFIED =
      Family.gauge(
          "stat_user_tables_n_mod_since_analyze",
          "Rows that changed since the table was analyzed, by estimate.",
          "datname",
          "schemaname",
          "relname");
  private static final Family LAST_VACUUM =
      Family.gauge(
          "stat_user_tables_last_vacuum",
          "When the table was last vacuumed by hand, in seconds since 1970; 0 for never.",
          "datname",
          "schemaname",
          "relname");
  private static final Family LAST_AUTOVACUUM =
      Family.gauge(
          "stat_user_tables_last_autovacuum",
          "When the table was last vacuumed by itself, in seconds since 1970; 0 for never.",
          "datname",
          "schemaname",
          "relname");
  private static final Family LAST_ANALYZE =
      Family.gauge(
          "stat_user_tables_last_analyze",
          "When the table was last analyzed by hand, in seconds since 1970; 0 for never.",
          "datname",
          "schemaname",
          "relname");
  private static final Family LAST_AUTOANALYZE =
      Family.gauge(
          "stat_user_tables_last_autoanalyze",
          "When the table was last analyzed by itself, in seconds since 1970; 0 for never.",
          "datname",
          "schemaname",
          "relname");
  private static final Family VACUUMS =
      Family.counter(
          "stat_user_tables_vacuum_count",
          "Times that the table was vacuumed by hand.",
          "datname",
          "schemaname",
          "relname");
  private static final Family AUTOVACUUMS =
      Family.counter(
          "stat_user_tables_autovacuum_count",
          "Times that the table was vacuumed by itself.",
          "datname",
          "schemaname",
          "relname");
  private static final Family ANALYZES =
      Family.counter(
          "stat_user_tables_analyze_count",
          "Times that the table was analyzed by hand.",
          "datname",
          "schemaname",
          "relname");
  private static final Family AUTOANALYZES =
      Family.counter(
          "stat_user_tables_autoanalyze_count",
          "Times that the table was analyzed by itself.",
          "datname",
          "schemaname",
          "relname");
  private static final Family INDEX_SIZE =
      Family.gauge(
          "stat_user_tables_index_size_bytes",
          "Bytes of the table's indexes; absent while somebody locks one of them or the table"
              + " exclusively.",
          "datname",
          "schemaname",
          "relname");
  private static final Family TABLE_SIZE =
      Family.gauge(
          "stat_user_tables_table_size_bytes",
          "Bytes of the table without its indexes; absent while somebody locks it exclusively.",
          "datname",
          "schemaname",
          "relname");

  private static final Query QUERY =
      Query.of(
              "stat_user_tables",
              """
              WITH held AS MATERIALIZED (
                SELECT relation
                FROM pg_locks
                WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
              ), parts AS MATERIALIZED (
                SELECT relation FROM held
                UNION SELECT indrelid FROM pg_index JOIN held ON indexrelid = relation
              ), locked AS MATERIALIZED (
                SELECT relation FROM parts
                UNION SELECT oid FROM pg_class JOIN parts ON reltoastrelid = relation
              )
              SELECT current_database() AS datname, schemaname, relname,
                seq_scan, seq_tup_read, coalesce(idx_scan, 0) AS idx_scan,
                coalesce(idx_tup_fetch, 0) AS idx_tup_fetch,
                n_tup_ins, n_tup_upd, n_tup_del, n_tup_hot_upd, n_live_tup, n_dead_tup, n_mod_since_analyze,
                coalesce(floor(extract(epoch FROM last_vacuum)), 0)::float8 AS last_vacuum,
                coalesce(floor(extract(epoch FROM last_autovacuum)), 0)::float8 AS last_autovacuum,
                coalesce(floor(extract(epoch FROM last_analyze)), 0)::float8 AS last_analyze,
                coalesce(floor(extract(epoch FROM last_autoanalyze)), 0)::float8 AS last_autoanalyze,
                vacuum_count, autovacuum_count, analyze_count, autoanalyze_count,
                CASE WHEN relation IS NULL THEN pg_indexes_size(relid) END AS index_size,
                CASE WHEN relation IS NULL THEN pg_table_size(relid) END AS table_size
              FROM pg_stat_user_tables LEFT JOIN locked ON relation = relid""")
          .value(SEQ_SCAN, "seq_scan")
          .value(SEQ_READ, "seq_tup_read")
          .value(IDX_SCAN, "idx_scan")
          .value(IDX_FETCH, "idx_tup_fetch")
          .value(INSERTED, "n_tup_ins")
          .value(UPDATED, "n_tup_upd")
          .value(DELETED, "n_tup_del")
          .value(HOT, "n_tup_hot_upd")
          .value(LIVE, "n_live_tup")
          .value(DEAD, "n_dead_tup")
          .value(MODIFIED, "n_mod_since_analyze")
          .value(LAST_VACUUM, "last_vacuum")
          .value(LAST_AUTOVACUUM, "last_autovacuum")
          .value(LAST_ANALYZE, "last_analyze")
          .value(LAST_AUTOANALYZE, "last_autoanalyze")
          .value(VACUUMS, "vacuum_count")
          .value(AUTOVACUUMS, "autovacuum_count")
          .value(ANALYZES, "analyze_count")
          .value(AUTOANALYZES, "autoanalyze_count")
          .value(INDEX_SIZE, "index_size")
          .value(TABLE_SIZE, "table_size")
          .build();

  private static final Spec SPEC =
      Spec.named(
              "stat_user_tables",
              "Use, upkeep and sizes of the tables of the database that is asked.")
          .emits(
              SEQ_SCAN,
              SEQ_READ,
              IDX_SCAN,
              IDX_FETCH,
              INSERTED,
              UPDATED,
              DELETED,
              HOT,
              LIVE,
              DEAD,
              MODIFIED,
              LAST_VACUUM,
              LAST_AUTOVACUUM,
              LAST_ANALYZE,
              LAST_AUTOANALYZE,
              VACUUMS,
              AUTOVACUUMS,
              ANALYZES,
              AUTOANALYZES,
              INDEX_SIZE,
              TABLE_SIZE)
          .onByDefault();

  private StatUserTablesCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
