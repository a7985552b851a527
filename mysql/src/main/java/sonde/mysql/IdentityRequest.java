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

  /** What is asked depends on nothing but whether something is known. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdentityRequest request && (known == null) == (request.known == null);
  }

  @Override
  public int hashCode() {
    return known == null ? 0 : 1;
  }
}
