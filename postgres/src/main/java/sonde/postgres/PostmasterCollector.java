package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** When the server was started. */
final class PostmasterCollector {
  private static final Family START =
      Family.gauge(
          "postmaster_start_time_seconds", "When the server was started, in seconds since 1970.");

  private static final Query QUERY =
      Query.of(
              "postmaster",
              """
              SELECT extract(epoch FROM pg_postmaster_start_time())::float8 AS start""")
          .value(START, "start")
          .build();

  private static final Spec SPEC =
      Spec.named("postmaster", "When the server was started.").emits(START).onByDefault();

  private PostmasterCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
