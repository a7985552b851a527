package sonde.postgres;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/**
 * Standbys that are connected. What only a process id tells apart is one series, of the one that is
 * furthest behind.
 */
final class StatReplicationCollector {
  private static final Family CURRENT =
      Family.gauge(
          "stat_replication_pg_current_wal_lsn_bytes",
          "The server's position in the write-ahead log, in bytes.",
          "application_name",
          "client_addr",
          "state",
          "slot_name");
  private static final Family DIFF =
      Family.gauge(
          "stat_replication_pg_wal_lsn_diff",
          "Bytes of write-ahead log that the standby has not replayed.",
          "application_name",
          "client_addr",
          "state",
          "slot_name");

  private static final Query QUERY =
      Query.of(
              "stat_replication",
              """
              SELECT r.application_name::varchar(64) AS application_name,
                r.client_addr::varchar(64) AS client_addr, r.state::varchar(16) AS state, s.slot_name,
                max(pg_wal_lsn_diff(position, '0/0'))::float8 AS current,
                max(pg_wal_lsn_diff(position, r.replay_lsn))::float8 AS diff
              FROM pg_stat_replication r
              LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid
              CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery()
                THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS position) AS p
              GROUP BY 1, 2, 3, 4""")
          .value(CURRENT, "current")
          .value(DIFF, "diff")
          .build();

  private static final Spec SPEC =
      Spec.named("stat_replication", "Standbys that are connected, and how far they are behind.")
          .emits(CURRENT, DIFF)
          .needs(PostgresFacts.Right.READ_ALL_STATS.text())
          .onByDefault();

  private StatReplicationCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(
        SPEC, List.of(QUERY), facts -> facts.lacks(PostgresFacts.Right.READ_ALL_STATS));
  }
}
