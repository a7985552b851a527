package sonde.mysql;

import org.jspecify.annotations.Nullable;
import sonde.collect.Request;

/**
 * What a server is, in as many statements as that takes: which may be asked depends on the answers
 * to others, and none that fails may make the server seem down.
 *
 * @param known what is known already, so that only the role is asked; null to ask everything
 */
record IdentityRequest(@Nullable MySqlFacts known) implements Request<MySqlFacts> {
  @Override
  public String name() {
    return "the server's identity";
  }
}
