package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/**
 * Blocks that were read of the tables of the database that is asked: what pg_statio_user_tables
 * gives, without reading pg_index twice for each table as that view may.
 */
final class StatioUserTablesCollector {
  private static final Family HEAP_READ =
      Family.counter(
          "statio_user_tables_heap_blocks_read",
          "Blocks of the table that were read.",
          "datname",
          "schemaname",
          "relname");
  private static final Family HEAP_HIT =
      Family.counter(
          "statio_user_tables_heap_blocks_hit",
          "Blocks of the table that were found in the buffers.",
          "datname",
          "schemaname",
          "relname");
  private static final Family IDX_READ =
      Family.counter(
          "statio_user_tables_idx_blocks_read",
          "Blocks of the table's indexes that were read.",
          "datname",
          "schemaname",
          "relname");
  private static final Family IDX_HIT =
      Family.counter(
          "statio_user_tables_idx_blocks_hit",
          "Blocks of the table's indexes that were found in the buffers.",
          "datname",
          "schemaname",
          "relname");
  private static final Family TOAST_READ =
      Family.counter(
          "statio_user_tables_toast_blocks_read",
          "Blocks of the table's TOAST table that were read.",
          "datname",
          "schemaname",
          "relname");
  private static final Family TOAST_HIT =
      Family.counter(
          "statio_user_tables_toast_blocks_hit",
          "Blocks of the table's TOAST table that were found in the buffers.",
          "datname",
          "schemaname",
          "relname");
  private static final Family TIDX_READ =
      Family.counter(
          "statio_user_tables_tidx_blocks_read",
          "Blocks of the TOAST table's indexes that were read.",
          "datname",
          "schemaname",
          "relname");
  private static final Family TIDX_HIT =
      Family.counter(
          "statio_user_tables_tidx_blocks_hit",
          "Blocks of the TOAST table's indexes that were found in the buffers.",
          "datname",
          "schemaname",
          "relname");

  private static final Query QUERY =
      Query.of(
              "statio_user_tables",
              """
              WITH indexes AS MATERIALIZED (
                SELECT indrelid, sum(pg_stat_get_blocks_fetched(indexrelid))::bigint AS fetched,
                  sum(pg_stat_get_blocks_hit(indexrelid))::bigint AS hit
                FROM pg_index
                GROUP BY 1
              )
              SELECT current_database() AS datname, n.nspname AS schemaname, c.relname,
                pg_stat_get_blocks_fetched(c.oid) - pg_stat_get_blocks_hit(c.oid) AS heap_blks_read,
                pg_stat_get_blocks_hit(c.oid) AS heap_blks_hit,
                i.fetched - i.hit AS idx_blks_read, i.hit AS idx_blks_hit,
                pg_stat_get_blocks_fetched(c.reltoastrelid)
                  - pg_stat_get_blocks_hit(c.reltoastrelid) AS toast_blks_read,
                pg_stat_get_blocks_hit(c.reltoastrelid) AS toast_blks_hit,
                t.fetched - t.hit AS tidx_blks_read, t.hit AS tidx_blks_hit
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN indexes i ON i.indrelid = c.oid
              LEFT JOIN indexes t ON t.indrelid = c.reltoastrelid
              WHERE c.relkind IN ('r', 't', 'm')
                AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'""")
          .nulls(Query.Nulls.ZERO)
          .value(HEAP_READ, "heap_blks_read")
          .value(HEAP_HIT, "heap_blks_hit")
          .value(IDX_READ, "idx_blks_read")
          .value(IDX_HIT, "idx_blks_hit")
          .value(TOAST_READ, "toast_blks_read")
          .value(TOAST_HIT, "toast_blks_hit")
          .value(TIDX_READ, "tidx_blks_read")
          .value(TIDX_HIT, "tidx_blks_hit")
          .build();

  private static final Spec SPEC =
      Spec.named(
              "statio_user_tables",
              "Blocks of tables and indexes that were read, or found in the buffers, in the"
                  + " database that is asked.")
          .emits(HEAP_READ, HEAP_HIT, IDX_READ, IDX_HIT, TOAST_READ, TOAST_HIT, TIDX_READ, TIDX_HIT)
          .onByDefault();

  private StatioUserTablesCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
