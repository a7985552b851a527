package sonde.web;

import org.jspecify.annotations.Nullable;

/** Decides before a handler runs whether a request may pass. */
interface Gate {
  /** The answer that refuses the request, or null to let it pass. */
  @Nullable Response refuse(Request request) throws InterruptedException;

  /** The same response with what the gate adds to all. */
  Response dress(Response response);
}
