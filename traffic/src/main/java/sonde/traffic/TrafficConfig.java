package sonde.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.LogConfig;
import sonde.config.Validated;

/**
 * The traffic generator's configuration, whole and checked; read by {@link TrafficConfigSource}.
 *
 * @param duration how long connections are begun; null for until it is told to end
 * @param sources local addresses to connect from, in turn; null for the system's choice
 * @param concurrency connections at a time at most
 * @param seed of the sizes that are drawn; null for another one each time
 * @param services what is connected to, by name
 * @param log what to log and where
 */
public record TrafficConfig(
    @Nullable Duration duration,
    @Nullable List<SourceRange> sources,
    @Default("64") int concurrency,
    @Nullable Long seed,
    Map<String, Service> services,
    @Default("{}") LogConfig log)
    implements Validated {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final int MOST_SERVICES = 100;
  private static final int MOST_AT_A_TIME = 1000;
  // Each is counted by itself, and the process has 64 MiB.
  private static final long MOST_SOURCES = 1 << 16;

  @Override
  public void validate(Checks checks) {
    if (duration != null && duration.toMillis() < 1) {
      checks.problem("duration", "is 1ms or more");
    }
    if (sources != null && sources.isEmpty()) {
      checks.problem("sources", "names no address");
    }
    if (sources != null && sources.stream().mapToLong(SourceRange::count).sum() > MOST_SOURCES) {
      checks.problem("sources", "are 65536 addresses at most");
    }
    if (concurrency < 1 || concurrency > MOST_AT_A_TIME) {
      checks.problem("concurrency", "is 1 to 1000");
    }
    if (services.isEmpty() || services.size() > MOST_SERVICES) {
      checks.problem("services", "names 1 to 100 services");
    }
    if (!services.keySet().stream().allMatch(name -> NAME.matcher(name).matches())) {
      checks.problem("services", "have names of up to 100 letters, digits, '_', '-' and '.'");
    }
  }
}
