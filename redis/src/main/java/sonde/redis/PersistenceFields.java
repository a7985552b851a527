package sonde.redis;

import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields of INFO's section Persistence. */
final class PersistenceFields {
  static final List<InfoField> ALL =
      List.of(
          gauge("loading", "loading_dump_file", "Whether the server is loading its data."),
          gauge(
              "async_loading",
              "async_loading",
              "Whether a replica loads new data while it serves the old."),
          gauge(
              "rdb_changes_since_last_save",
              "rdb_changes_since_last_save",
              "Changes since the last snapshot."),
          gauge(
              "rdb_bgsave_in_progress",
              "rdb_bgsave_in_progress",
              "Whether a snapshot is being written."),
          gauge(
              "rdb_last_save_time",
              "rdb_last_save_timestamp_seconds",
              "When the last snapshot succeeded."),
          gauge(
              "rdb_last_bgsave_status",
              "rdb_last_bgsave_status",
              "Whether the last snapshot succeeded."),
          gauge(
              "rdb_last_bgsave_time_sec",
              "rdb_last_bgsave_duration_sec",
              "Seconds that the last snapshot took; -1 without one."),
          gauge(
              "rdb_current_bgsave_time_sec",
              "rdb_current_bgsave_duration_sec",
              "Seconds that the snapshot under way has taken; -1 without one."),
          gauge("rdb_saves", "rdb_saves_total", "Snapshots since the server started."),
          gauge(
              "rdb_last_cow_size",
              "rdb_last_cow_size_bytes",
              "Bytes copied on write during the last snapshot."),
          gauge(
              "rdb_last_load_keys_expired",
              "rdb_last_load_expired_keys",
              "Keys that had expired when the data was loaded."),
          gauge("rdb_last_load_keys_loaded", "rdb_last_load_loaded_keys", "Keys that were loaded."),
          gauge("aof_enabled", "aof_enabled", "Whether there is an append-only file."),
          gauge(
              "aof_rewrite_in_progress",
              "aof_rewrite_in_progress",
              "Whether the append-only file is being rewritten."),
          gauge(
              "aof_rewrite_scheduled",
              "aof_rewrite_scheduled",
              "Whether a rewrite of the append-only file follows the snapshot under way."),
          gauge(
              "aof_last_rewrite_time_sec",
              "aof_last_rewrite_duration_sec",
              "Seconds that the last rewrite of the append-only file took; -1 without one."),
          gauge(
              "aof_current_rewrite_time_sec",
              "aof_current_rewrite_duration_sec",
              "Seconds that the rewrite under way has taken; -1 without one."),
          gauge(
              "aof_last_cow_size",
              "aof_last_cow_size_bytes",
              "Bytes copied on write during the last rewrite."),
          gauge("aof_current_size", "aof_current_size_bytes", "Bytes of the append-only file."),
          gauge(
              "aof_base_size",
              "aof_base_size_bytes",
              "Bytes of the append-only file after its last rewrite or at the start."),
          gauge(
              "aof_pending_rewrite",
              "aof_pending_rewrite",
              "Whether a rewrite waits for the snapshot under way."),
          gauge("aof_buffer_length", "aof_buffer_length", "Bytes that wait to be appended."),
          gauge(
              "aof_rewrite_buffer_length",
              "aof_rewrite_buffer_length",
              "Bytes that wait for the rewrite under way, before Redis 7."),
          gauge(
              "aof_pending_bio_fsync",
              "aof_pending_bio_fsync",
              "Synchronizations to disk that wait."),
          gauge(
              "aof_delayed_fsync", "aof_delayed_fsync", "Synchronizations to disk that came late."),
          gauge(
              "aof_last_bgrewrite_status",
              "aof_last_bgrewrite_status",
              "Whether the last rewrite succeeded."),
          gauge(
              "aof_last_write_status",
              "aof_last_write_status",
              "Whether the last write to the append-only file succeeded."),
          gauge(
              "module_fork_in_progress",
              "module_fork_in_progress",
              "Whether a module runs in a forked process."),
          gauge(
              "module_fork_last_cow_size",
              "module_fork_last_cow_size",
              "Bytes copied on write during a module's last fork."));

  private PersistenceFields() {}
}
