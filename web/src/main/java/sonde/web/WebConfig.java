package sonde.web;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.Validated;

/**
 * The web configuration file, key by key as exporter-toolkit 0.17 documents it ({@code
 * docs/web-configuration.md}).
 *
 * <p>One thing is stricter: an empty file, which the toolkit takes as "open to all", is refused. It
 * is what a file looks like while it is being written.
 */
record WebConfig(
    @Nullable TlsConfig tlsServerConfig,
    @Default("{}") HttpConfig httpServerConfig,
    @Default("{}") Map<String, PasswordHash> basicAuthUsers,
    @Nullable RateLimitConfig rateLimit) {

  /**
   * What concerns HTTP.
   *
   * @param http2 null if not given; the server speaks HTTP/1.1 only
   * @param headers set on every response
   */
  record HttpConfig(@Nullable Boolean http2, @Default("{}") Map<String, String> headers)
      implements Validated {
    private static final Set<String> ALLOWED =
        Set.of(
            "Content-Security-Policy",
            "Strict-Transport-Security",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "X-XSS-Protection");

    @Override
    public void validate(Checks checks) {
      headers.forEach(
          (name, value) -> {
            if (!ALLOWED.contains(name)) {
              checks.problem(
                  "headers",
                  "the header \""
                      + name
                      + "\" cannot be set; allowed are "
                      + String.join(", ", ALLOWED.stream().sorted().toList()));
            } else if (!isAllowed(name, value)) {
              checks.problem("headers", "the header \"" + name + "\" " + expected(name));
            }
          });
    }

    private static boolean isAllowed(String name, String value) {
      if (value.isBlank()) {
        return true;
      }
      return switch (name) {
        case "X-Frame-Options" -> value.equals("deny") || value.equals("sameorigin");
        case "X-Content-Type-Options" -> value.equals("nosniff");
        default -> value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
      };
    }

    private static String expected(String name) {
      return switch (name) {
        case "X-Frame-Options" -> "is deny or sameorigin";
        case "X-Content-Type-Options" -> "is nosniff";
        default -> "may only have printable ASCII characters, on one line";
      };
    }
  }

  /**
   * A token bucket for all clients together.
   *
   * @param interval after which another request may come; 0 turns the limit off
   * @param burst how many may come at once
   */
  record RateLimitConfig(Duration interval, @Default("0") int burst) implements Validated {
    @Override
    public void validate(Checks checks) {
      if (!interval.isZero() && burst < 1) {
        checks.problem("burst", "must be at least 1, or every request is refused");
      }
    }
  }
}
