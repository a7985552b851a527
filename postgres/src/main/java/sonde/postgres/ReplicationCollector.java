package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** How far a standby is behind. */
final class ReplicationCollector {
  private static final Family REPLICA =
      Family.gauge("replication_is_replica", "Whether the server is a standby.");
  private static final Family LAG =
      Family.gauge(
          "replication_lag_seconds",
          "Seconds that the standby is behind its primary; 0 on a primary and when all that was"
              + " received is replayed.");
  private static final Family REPLAY =
      Family.gauge(
          "replication_last_replay_seconds",
          "Seconds since the last transaction that was replayed was committed.");

  private static final Query QUERY =
      Query.of(
              "replication",
              """
              SELECT replica::int AS replica, coalesce(greatest(0, age), 0)::float8 AS replay,
                CASE WHEN replica AND received IS DISTINCT FROM replayed
                  THEN coalesce(greatest(0, age), 0) ELSE 0 END::float8 AS lag
              FROM (SELECT pg_is_in_recovery() AS replica, pg_last_wal_receive_lsn() AS received,
                pg_last_wal_replay_lsn() AS replayed,
                extract(epoch FROM now() - pg_last_xact_replay_timestamp()) AS age) AS r""")
          .value(REPLICA, "replica")
          .value(LAG, "lag")
          .value(REPLAY, "replay")
          .build();

  private static final Spec SPEC =
      Spec.named("replication", "Whether the server is a standby, and how far it is behind.")
          .emits(REPLICA, LAG, REPLAY)
          .onByDefault();

  private ReplicationCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
