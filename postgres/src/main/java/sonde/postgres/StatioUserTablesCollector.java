package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Blocks that were read of the tables of the database that is asked. */
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
      SELECT current_database() AS datname, schemaname, relname,
        heap_blks_read, heap_blks_hit, idx_blks_read, idx_blks_hit, toast_blks_read, toast_blks_hit,
        tidx_blks_read, tidx_blks_hit
      FROM pg_statio_user_tables""")
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
              "Blocks of tables and indexes that were read, or found in the buffers, in the database that is asked.")
          .emits(HEAP_READ, HEAP_HIT, IDX_READ, IDX_HIT, TOAST_READ, TOAST_HIT, TIDX_READ, TIDX_HIT)
          .onByDefault();

  private StatioUserTablesCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
