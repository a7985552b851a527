package sonde.postgres;

import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Connection limits of roles. */
final class RolesCollector {
  private static final Family LIMIT =
      Family.gauge(
          "roles_connection_limit",
          "Connections that the role may have; -1 for no limit.",
          "rolname");

  private static final Query QUERY =
      Query.of(
              "roles",
              """
              SELECT rolname, rolconnlimit FROM pg_roles""")
          .value(LIMIT, "rolconnlimit")
          .build();

  private static final Spec SPEC =
      Spec.named("roles", "Connection limits of all roles.").emits(LIMIT).onByDefault();

  private RolesCollector() {}

  static Collector<PostgresFacts> collector() {
    return new QueryCollector<>(SPEC, QUERY);
  }
}
