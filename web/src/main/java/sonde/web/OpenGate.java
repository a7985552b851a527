package sonde.web;

import org.jspecify.annotations.Nullable;

/** Without a web configuration file everything is open to all. */
final class OpenGate implements Gate {
  @Override
  public @Nullable Response refuse(Request request) {
    return null;
  }

  @Override
  public Response dress(Response response) {
    return response;
  }
}
