package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** What replication slots hold back. */
final class ReplicationSlotsCollector {
  private static final Family ACTIVE =
      Family.gauge(
          "replication_slots_active", "Whether the slot is used.", "slot_name", "database");
  private static final Family DIFF =
      Family.gauge(
          "replication_slots_pg_wal_lsn_diff",
          "Bytes of write-ahead log that the slot keeps.",
          "slot_name",
          "database");
  private static final Family CURRENT =
      Family.gauge(
          "replication_slots_slot_current_wal_lsn",
          "The server's position in the write-ahead log, in bytes.",
          "slot_name",
          "slot_type");
  private static final Family FLUSHED =
      Family.gauge(
          "replication_slots_slot_confirmed_flush_lsn",
          "The position up to which the slot's consumer confirmed, in bytes; 0 for a physical"
              + " slot.",
          "slot_name",
          "slot_type");
  private static final Family IS_ACTIVE =
      Family.gauge(
          "replication_slots_slot_is_active",
          "Whether the slot is used.",
          "slot_name",
          "slot_type");
  private static final Family SAFE =
      Family.gauge(
          "replication_slots_safe_wal_size_bytes",
          "Bytes that can be written to the write-ahead log before the slot may be lost.",
          "slot_name",
          "slot_type");
  private static final Family STATUS =
      Family.gauge(
          "replication_slots_wal_status",
          "1 for the state of the write-ahead log that the slot claims.",
          "slot_name",
          "slot_type",
          "wal_status");

  private static final Query QUERY =
      Query.of(
              "replication_slots",
              """
              SELECT slot_name, slot_type::varchar(16) AS slot_type, database, active,
                pg_wal_lsn_diff(position, restart_lsn)::float8 AS diff,
                pg_wal_lsn_diff(position, '0/0')::float8 AS current,
                CASE WHEN active
                  THEN pg_wal_lsn_diff(coalesce(confirmed_flush_lsn, '0/0'), '0/0')::float8 END AS flushed,
                safe_wal_size, wal_status::varchar(16) AS wal_status,
                CASE WHEN wal_status IS NOT NULL THEN 1 END AS status
              FROM pg_replication_slots
              CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery()
                THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS position) AS p""")
          .value(ACTIVE, "active")
          .value(DIFF, "diff")
          .value(CURRENT, "current")
          .value(FLUSHED, "flushed")
          .value(IS_ACTIVE, "active")
          .value(SAFE, "safe_wal_size")
          .value(STATUS, "status")
          .build();

  private static final Spec SPEC =
      Spec.named(
              "replication_slots",
              "Replication slots: whether they are used, and how much write-ahead log they keep.")
          .emits(ACTIVE, DIFF, CURRENT, FLUSHED, IS_ACTIVE, SAFE, STATUS)
          .onByDefault();

  private ReplicationSlotsCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
