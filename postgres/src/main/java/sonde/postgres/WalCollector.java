package sonde.postgres;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Files of the write-ahead log. */
final class WalCollector {
  private static final Family SEGMENTS =
      Family.gauge("wal_segments", "Files of the write-ahead log.");
  private static final Family SIZE =
      Family.gauge("wal_size_bytes", "Bytes of the write-ahead log's files.");

  private static final Query QUERY =
      Query.of(
              "wal",
              """
              SELECT count(*) AS segments, coalesce(sum(size), 0)::float8 AS size
              FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'""")
          .value(SEGMENTS, "segments")
          .value(SIZE, "size")
          .build();

  private static final Spec SPEC =
      Spec.named("wal", "Files of the write-ahead log.")
          .emits(SEGMENTS, SIZE)
          .needs(PostgresFacts.Right.LIST_WAL.text())
          .onByDefault();

  private WalCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(
        SPEC, List.of(QUERY), facts -> facts.lacks(PostgresFacts.Right.LIST_WAL));
  }
}
