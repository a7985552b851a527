package sonde.redis;

import static sonde.redis.InfoField.counter;
import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields of INFO's section Stats. */
final class StatsFields {
  static final List<InfoField> ALL =
      List.of(
          counter(
              "total_connections_received",
              "connections_received_total",
              "Connections that were accepted."),
          counter(
              "rejected_connections",
              "rejected_connections_total",
              "Connections that were rejected because of the limit on clients."),
          counter(
              "total_commands_processed",
              "commands_processed_total",
              "Commands that were processed."),
          counter("total_reads_processed", "total_reads_processed", "Reads from clients."),
          counter("total_writes_processed", "total_writes_processed", "Writes to clients."),
          counter(
              "io_threaded_reads_processed",
              "io_threaded_reads_processed",
              "Reads from clients on threads beside the main one."),
          counter(
              "io_threaded_writes_processed",
              "io_threaded_writes_processed",
              "Writes to clients on threads beside the main one."),
          counter("total_net_input_bytes", "net_input_bytes_total", "Bytes read from the network."),
          counter(
              "total_net_output_bytes", "net_output_bytes_total", "Bytes written to the network."),
          counter(
              "total_net_repl_input_bytes",
              "net_repl_input_bytes_total",
              "Bytes read from the network for replication."),
          counter(
              "total_net_repl_output_bytes",
              "net_repl_output_bytes_total",
              "Bytes written to the network for replication."),
          counter("keyspace_hits", "keyspace_hits_total", "Lookups of keys that were there."),
          counter(
              "keyspace_misses", "keyspace_misses_total", "Lookups of keys that were not there."),
          counter("expired_keys", "expired_keys_total", "Keys that expired."),
          counter("expired_subkeys", "expired_subkeys_total", "Fields of hashes that expired."),
          gauge(
              "expired_stale_perc",
              "expired_stale_percentage",
              "Keys that expired and are still there, in percent, as sampling estimates."),
          counter(
              "expired_time_cap_reached_count",
              "expired_time_cap_reached_total",
              "Rounds of expiry that ran out of time."),
          counter(
              "expire_cycle_cpu_milliseconds",
              "expire_cycle_cpu_time_ms_total",
              "Milliseconds spent on expiry."),
          counter(
              "evicted_keys",
              "evicted_keys_total",
              "Keys that were evicted because of the limit on memory."),
          counter(
              "evicted_clients",
              "evicted_clients_total",
              "Clients that were evicted because of the limit on their memory."),
          counter("evicted_scripts", "evicted_scripts_total", "Cached scripts that were evicted."),
          counter(
              "total_eviction_exceeded_time",
              "eviction_exceeded_time_ms_total",
              "Milliseconds spent above the limit on memory."),
          gauge(
              "current_eviction_exceeded_time",
              "current_eviction_exceeded_time_ms",
              "Milliseconds since memory exceeded its limit; 0 when it does not."),
          gauge("pubsub_channels", "pubsub_channels", "Channels with subscribers."),
          gauge("pubsub_patterns", "pubsub_patterns", "Patterns of channels with subscribers."),
          gauge("pubsubshard_channels", "pubsubshard_channels", "Shard channels with subscribers."),
          gauge("latest_fork_usec", "latest_fork_seconds", "How long the last fork took.")
              .dividedBy(1e6),
          gauge(
              "migrate_cached_sockets",
              "migrate_cached_sockets_total",
              "Sockets kept open for MIGRATE."),
          gauge(
              "slave_expires_tracked_keys",
              "slave_expires_tracked_keys",
              "Keys that a writable replica expires by itself."),
          gauge("sync_full", "replica_resyncs_full", "Full synchronizations with replicas."),
          gauge(
              "sync_partial_ok",
              "replica_partial_resync_accepted",
              "Partial synchronizations that were accepted."),
          gauge(
              "sync_partial_err",
              "replica_partial_resync_denied",
              "Partial synchronizations that were denied."),
          gauge("active_defrag_hits", "defrag_hits", "Values that defragmentation moved."),
          gauge(
              "active_defrag_misses",
              "defrag_misses",
              "Values that defragmentation left where they were."),
          gauge("active_defrag_key_hits", "defrag_key_hits", "Keys that defragmentation moved."),
          gauge(
              "active_defrag_key_misses",
              "defrag_key_misses",
              "Keys that defragmentation left where they were."),
          gauge("tracking_total_keys", "tracking_total_keys", "Keys that clients track."),
          gauge(
              "tracking_total_items",
              "tracking_total_items",
              "Pairs of a tracked key and a client."),
          gauge(
              "tracking_total_prefixes", "tracking_total_prefixes", "Prefixes that clients track."),
          counter(
              "unexpected_error_replies",
              "unexpected_error_replies",
              "Errors where none are expected: in replication and from the append-only file."),
          counter("total_error_replies", "total_error_replies", "Error replies."),
          counter(
              "dump_payload_sanitizations",
              "dump_payload_sanitizations",
              "Payloads that were checked in depth."),
          counter(
              "client_query_buffer_limit_disconnections",
              "client_query_buffer_limit_disconnections_total",
              "Clients disconnected for the size of their query buffer."),
          counter(
              "client_output_buffer_limit_disconnections",
              "client_output_buffer_limit_disconnections_total",
              "Clients disconnected for the size of their output buffer."),
          counter(
              "reply_buffer_shrinks",
              "reply_buffer_shrinks_total",
              "Reply buffers that were made smaller."),
          counter(
              "reply_buffer_expands",
              "reply_buffer_expands_total",
              "Reply buffers that were made larger."),
          counter("eventloop_cycles", "eventloop_cycles_total", "Rounds of the event loop."),
          counter(
              "eventloop_duration_sum",
              "eventloop_duration_sum_usec_total",
              "Microseconds spent in the event loop."),
          counter(
              "eventloop_duration_cmd_sum",
              "eventloop_duration_cmd_sum_usec_total",
              "Microseconds that the event loop spent on commands."),
          gauge(
              "instantaneous_eventloop_cycles_per_sec",
              "instantaneous_eventloop_cycles_per_sec",
              "Rounds of the event loop a second, just now."),
          gauge(
              "instantaneous_eventloop_duration_usec",
              "instantaneous_eventloop_duration_usec",
              "Microseconds that a round of the event loop takes, just now."),
          counter(
              "acl_access_denied_auth",
              "acl_access_denied_auth_total",
              "Authentications that were refused."),
          counter(
              "acl_access_denied_cmd",
              "acl_access_denied_cmd_total",
              "Commands that were refused to their user."),
          counter(
              "acl_access_denied_key",
              "acl_access_denied_key_total",
              "Accesses to keys that were refused to their user."),
          counter(
              "acl_access_denied_channel",
              "acl_access_denied_channel_total",
              "Accesses to channels that were refused to their user."));

  private StatsFields() {}
}
