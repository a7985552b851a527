package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Checkpoints and restartpoints. */
final class StatCheckpointerCollector {
  private static final Family TIMED =
      Family.counter("stat_checkpointer_num_timed_total", "Scheduled checkpoints.");
  private static final Family REQUESTED =
      Family.counter("stat_checkpointer_num_requested_total", "Requested checkpoints.");
  private static final Family RESTART_TIMED =
      Family.counter("stat_checkpointer_restartpoints_timed_total", "Scheduled restartpoints.");
  private static final Family RESTART_REQUESTED =
      Family.counter("stat_checkpointer_restartpoints_req_total", "Requested restartpoints.");
  private static final Family RESTART_DONE =
      Family.counter(
          "stat_checkpointer_restartpoints_done_total", "Restartpoints that were performed.");
  private static final Family WRITE_TIME =
      Family.counter(
          "stat_checkpointer_write_time_total",
          "Milliseconds that checkpoints and restartpoints spent writing files.");
  private static final Family SYNC_TIME =
      Family.counter(
          "stat_checkpointer_sync_time_total",
          "Milliseconds that checkpoints and restartpoints spent on getting files to disk.");
  private static final Family BUFFERS =
      Family.counter(
          "stat_checkpointer_buffers_written_total",
          "Buffers that checkpoints and restartpoints wrote.");
  private static final Family RESET =
      Family.counter(
          "stat_checkpointer_stats_reset_total",
          "When these statistics were reset, in seconds since 1970.");

  private static final Query QUERY =
      Query.of(
              "stat_checkpointer",
              """
              SELECT num_timed, num_requested, restartpoints_timed, restartpoints_req, restartpoints_done,
                write_time, sync_time, buffers_written,
                coalesce(floor(extract(epoch FROM stats_reset)), 0)::float8 AS stats_reset
              FROM pg_stat_checkpointer""")
          .value(TIMED, "num_timed")
          .value(REQUESTED, "num_requested")
          .value(RESTART_TIMED, "restartpoints_timed")
          .value(RESTART_REQUESTED, "restartpoints_req")
          .value(RESTART_DONE, "restartpoints_done")
          .value(WRITE_TIME, "write_time")
          .value(SYNC_TIME, "sync_time")
          .value(BUFFERS, "buffers_written")
          .value(RESET, "stats_reset")
          .build();

  private static final Spec SPEC =
      Spec.named("stat_checkpointer", "Checkpoints and restartpoints, from PostgreSQL 17 on.")
          .emits(
              TIMED,
              REQUESTED,
              RESTART_TIMED,
              RESTART_REQUESTED,
              RESTART_DONE,
              WRITE_TIME,
              SYNC_TIME,
              BUFFERS,
              RESET)
          .since(PostgresFacts.PRODUCT, "17")
          .onByDefault();

  private StatCheckpointerCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
