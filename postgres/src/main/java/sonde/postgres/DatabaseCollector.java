package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Sizes and connection limits of databases. */
final class DatabaseCollector {
  private static final Family SIZE =
      Family.gauge("database_size_bytes", "Bytes that the database takes on disk.", "datname");
  private static final Family LIMIT =
      Family.gauge(
          "database_connection_limit",
          "Connections that the database allows; -1 for no limit.",
          "datname");

  private static final Query QUERY =
      Query.of(
              "database",
              """
              SELECT datname, datconnlimit,
                CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE') OR has_database_privilege(oid, 'CONNECT')
                  THEN pg_database_size(oid) END AS size
              FROM pg_database""")
          .value(SIZE, "size")
          .value(LIMIT, "datconnlimit")
          .build();

  private static final Spec SPEC =
      Spec.named("database", "Sizes and connection limits of all databases.")
          .emits(SIZE, LIMIT)
          .needs(PostgresFacts.Right.READ_ALL_STATS.text())
          .onByDefault();

  private DatabaseCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
