package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** The background writer, and up to PostgreSQL 16 checkpoints. */
final class StatBgwriterCollector {
  private static final Family CLEAN =
      Family.counter(
          "stat_bgwriter_buffers_clean_total", "Buffers that the background writer wrote.");
  private static final Family MAXWRITTEN =
      Family.counter(
          "stat_bgwriter_maxwritten_clean_total",
          "Times that the background writer stopped because it had written too much.");
  private static final Family ALLOC =
      Family.counter("stat_bgwriter_buffers_alloc_total", "Buffers that were allocated.");
  private static final Family RESET =
      Family.counter(
          "stat_bgwriter_stats_reset_total",
          "When these statistics were reset, in seconds since 1970.");
  private static final Family TIMED =
      Family.counter(
          "stat_bgwriter_checkpoints_timed_total",
          "Scheduled checkpoints; from PostgreSQL 17 on in stat_checkpointer.");
  private static final Family REQUESTED =
      Family.counter(
          "stat_bgwriter_checkpoints_req_total",
          "Requested checkpoints; from PostgreSQL 17 on in stat_checkpointer.");
  private static final Family WRITE_TIME =
      Family.counter(
          "stat_bgwriter_checkpoint_write_time_total",
          "Milliseconds that checkpoints spent writing files.");
  private static final Family SYNC_TIME =
      Family.counter(
          "stat_bgwriter_checkpoint_sync_time_total",
          "Milliseconds that checkpoints spent on getting files to disk.");
  private static final Family CHECKPOINT =
      Family.counter("stat_bgwriter_buffers_checkpoint_total", "Buffers that checkpoints wrote.");
  private static final Family BACKEND =
      Family.counter(
          "stat_bgwriter_buffers_backend_total", "Buffers that sessions wrote themselves.");
  private static final Family FSYNC =
      Family.counter(
          "stat_bgwriter_buffers_backend_fsync_total",
          "Times that a session had to get a file to disk itself.");

  private static final Query WRITER =
      Query.of(
              "stat_bgwriter",
              """
              SELECT buffers_clean, maxwritten_clean, buffers_alloc,
                coalesce(floor(extract(epoch FROM stats_reset)), 0)::float8 AS stats_reset
              FROM pg_stat_bgwriter""")
          .value(CLEAN, "buffers_clean")
          .value(MAXWRITTEN, "maxwritten_clean")
          .value(ALLOC, "buffers_alloc")
          .value(RESET, "stats_reset")
          .build();

  private static final Query CHECKPOINTS =
      Query.of(
              "stat_bgwriter checkpoints",
              """
              SELECT checkpoints_timed, checkpoints_req, checkpoint_write_time, checkpoint_sync_time,
                buffers_checkpoint, buffers_backend, buffers_backend_fsync
              FROM pg_stat_bgwriter""")
          .between(PostgresFacts.PRODUCT, "9.2", "17")
          .value(TIMED, "checkpoints_timed")
          .value(REQUESTED, "checkpoints_req")
          .value(WRITE_TIME, "checkpoint_write_time")
          .value(SYNC_TIME, "checkpoint_sync_time")
          .value(CHECKPOINT, "buffers_checkpoint")
          .value(BACKEND, "buffers_backend")
          .value(FSYNC, "buffers_backend_fsync")
          .build();

  private static final Spec SPEC =
      Spec.named("stat_bgwriter", "The background writer, and up to PostgreSQL 16 checkpoints.")
          .emits(
              CLEAN,
              MAXWRITTEN,
              ALLOC,
              RESET,
              TIMED,
              REQUESTED,
              WRITE_TIME,
              SYNC_TIME,
              CHECKPOINT,
              BACKEND,
              FSYNC)
          .onByDefault();

  private StatBgwriterCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, WRITER, CHECKPOINTS);
  }
}
