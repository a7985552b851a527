package sonde.redis;

import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields of INFO's section Replication that stand for themselves. */
final class ReplicationFields {
  static final List<InfoField> ALL =
      List.of(
          gauge("connected_slaves", "connected_slaves", "Replicas that are connected."),
          gauge(
              "slave_priority",
              "slave_priority",
              "Priority of this replica in a failover; 0 is never."),
          gauge(
              "master_repl_offset",
              "master_repl_offset",
              "Offset of this server in the replication stream."),
          gauge(
              "second_repl_offset",
              "second_repl_offset",
              "Offset up to which the former primary's stream is accepted; -1 without one."),
          gauge(
              "repl_backlog_active",
              "repl_backlog_is_active",
              "Whether there is a replication backlog."),
          gauge(
              "repl_backlog_size",
              "replication_backlog_bytes",
              "Bytes that the replication backlog may hold."),
          gauge(
              "repl_backlog_first_byte_offset",
              "repl_backlog_first_byte_offset",
              "Offset of the replication backlog's first byte."),
          gauge(
              "repl_backlog_histlen",
              "repl_backlog_history_bytes",
              "Bytes that the replication backlog holds."));

  private ReplicationFields() {}
}
