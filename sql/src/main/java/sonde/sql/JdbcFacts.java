package sonde.sql;

import sonde.collect.Facts;
import sonde.collect.Server;

/**
 * What is known of a database at a JDBC URL.
 *
 * @param server what its driver names as product, in lower case, and version
 */
public record JdbcFacts(Server server) implements Facts {
  /** A database of which only queries are known has no roles. */
  @Override
  public String role() {
    return "";
  }
}
