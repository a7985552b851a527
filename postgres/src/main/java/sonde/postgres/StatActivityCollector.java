package sonde.postgres;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Sessions by what they do. */
final class StatActivityCollector {
  private static final Family COUNT =
      Family.gauge(
          "stat_activity_count",
          "Sessions.",
          "datname",
          "state",
          "usename",
          "application_name",
          "backend_type",
          "wait_event_type",
          "wait_event");
  private static final Family MAX_TX =
      Family.gauge(
          "stat_activity_max_tx_duration",
          "Seconds that the oldest transaction among them has run.",
          "datname",
          "state",
          "usename",
          "application_name",
          "backend_type",
          "wait_event_type",
          "wait_event");

  private static final Query QUERY =
      Query.of(
              "stat_activity",
              """
              SELECT d.datname, s.state::varchar(32) AS state, a.usename,
                a.application_name::varchar(64) AS application_name,
                a.backend_type::varchar(64) AS backend_type,
                a.wait_event_type::varchar(32) AS wait_event_type, a.wait_event::varchar(64) AS wait_event,
                coalesce(a.count, 0) AS count, coalesce(a.oldest, 0)::float8 AS oldest
              FROM pg_database d
              CROSS JOIN (VALUES ('active'), ('idle'), ('idle in transaction'),
                ('idle in transaction (aborted)'), ('fastpath function call'), ('disabled')) AS s(state)
              LEFT JOIN (
                SELECT datid, state, usename, application_name, backend_type, wait_event_type, wait_event,
                  count(*) AS count, max(extract(epoch FROM clock_timestamp() - xact_start)) AS oldest
                FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND state IS NOT NULL
                GROUP BY 1, 2, 3, 4, 5, 6, 7
              ) AS a ON a.datid = d.oid AND a.state = s.state""")
          .value(COUNT, "count")
          .value(MAX_TX, "oldest")
          .build();

  private static final Spec SPEC =
      Spec.named(
              "stat_activity",
              "Sessions by database, state, user, application and what they wait for.")
          .emits(COUNT, MAX_TX)
          .needs(PostgresFacts.Right.READ_ALL_STATS.text())
          .onByDefault();

  private StatActivityCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(
        SPEC, List.of(QUERY), facts -> facts.lacks(PostgresFacts.Right.READ_ALL_STATS));
  }
}
