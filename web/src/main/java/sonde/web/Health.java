package sonde.web;

import java.util.function.BooleanSupplier;

/** The two endpoints that Prometheus' own programs have for health checks. */
public final class Health {
  private Health() {}

  /**
   * Adds {@code /-/healthy} (200 while the process answers at all) and {@code /-/ready} (200 while
   * {@code ready}, else 503), both without authentication.
   *
   * @param name the program's name in the answers, e.g. {@code Sonde}
   */
  public static Routes.Builder addTo(Routes.Builder routes, String name, BooleanSupplier ready) {
    return routes
        .open("/-/healthy", _ -> Response.text(200, name + " is healthy."))
        .open(
            "/-/ready",
            _ ->
                ready.getAsBoolean()
                    ? Response.text(200, name + " is ready.")
                    : Response.text(503, name + " is not ready."));
  }
}
