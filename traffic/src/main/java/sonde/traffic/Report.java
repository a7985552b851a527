package sonde.traffic;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was done, as JSON. Names and addresses need no escapes: the configuration admits none that
 * would.
 */
final class Report {
  private static final Comparator<Runner.Client> BY_ADDRESS =
      Comparator.<Runner.Client>comparingInt(client -> client.host().getAddress().length)
          .thenComparing(client -> client.host().getAddress(), Arrays::compareUnsigned)
          .thenComparingInt(Runner.Client::port);

  private final List<Traffic.Line> lines;
  private final Map<Runner.Client, AtomicLong> connections;
  private final Duration took;

  /** Reports these, which are no longer changing. */
  Report(List<Traffic.Line> lines, Map<Runner.Client, AtomicLong> connections, Duration took) {
    this.lines = lines;
    this.connections = connections;
    this.took = took;
  }

  String json() {
    return String.format(
        Locale.ROOT,
        """
        {
          "duration_seconds": %.3f,
          "totals": {%s},
          "services": {
        %s
          },
          "hosts": [
        %s
          ]
        }""",
        took.toMillis() / 1e3,
        sums(lines),
        lines.stream().map(Report::service).collect(Collectors.joining(",\n")),
        connections.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(BY_ADDRESS))
            .map(Report::host)
            .collect(Collectors.joining(",\n")));
  }

  private static String service(Traffic.Line line) {
    return "    \"%s\": {\"type\": \"%s\", \"address\": \"%s\", %s}"
        .formatted(
            line.name(),
            line.service().type().name().toLowerCase(Locale.ROOT),
            line.service().address(),
            sums(List.of(line)));
  }

  private static String host(Map.Entry<Runner.Client, AtomicLong> entry) {
    return "    {\"host\": \"%s\", \"port\": %d, \"connections\": %d}"
        .formatted(text(entry.getKey().host()), entry.getKey().port(), entry.getValue().get());
  }

  private static String sums(List<Traffic.Line> lines) {
    StringBuilder json = new StringBuilder();
    long scheduled = sum(lines, Counts::scheduled);
    number(json, "scheduled", scheduled);
    number(json, "skipped", sum(lines, counts -> counts.of(Outcome.SKIPPED)));
    number(json, "unsent", sum(lines, counts -> counts.of(Outcome.UNSENT)));
    number(json, "unfinished", scheduled - sum(lines, counts -> counts.sum(_ -> true)));
    number(json, "attempted", sum(lines, counts -> counts.sum(Outcome::isAttempted)));
    number(json, "established", sum(lines, counts -> counts.sum(Outcome::isEstablished)));
    number(json, "completed", sum(lines, counts -> counts.of(Outcome.COMPLETED)));
    number(json, "refused", sum(lines, counts -> counts.of(Outcome.REFUSED)));
    number(json, "failed", sum(lines, counts -> counts.sum(Outcome::isFailed)));
    for (Outcome outcome : Outcome.values()) {
      if (outcome.isFailed()) {
        String name = outcome.name().toLowerCase(Locale.ROOT);
        number(json, name, sum(lines, counts -> counts.of(outcome)));
      }
    }
    number(json, "bytes_sent", sum(lines, Counts::sent));
    number(json, "bytes_received", sum(lines, Counts::received));
    return json.toString();
  }

  private static long sum(List<Traffic.Line> lines, ToLongFunction<Counts> what) {
    return lines.stream().map(Traffic.Line::counts).mapToLong(what).sum();
  }

  private static void number(StringBuilder json, String name, long value) {
    json.append(json.isEmpty() ? "\"" : ", \"").append(name).append("\": ").append(value);
  }

  /** An address as people write it; of version 6 as RFC 5952 has it. */
  static String text(InetAddress address) {
    String full = address.getHostAddress();
    int zone = full.indexOf('%');
    String plain = zone < 0 ? full : full.substring(0, zone);
    for (int zeros = 8; zeros >= 2 && plain.indexOf(':') >= 0; zeros--) {
      Matcher run = Pattern.compile("(?:^|:)0(?::0){" + (zeros - 1) + "}(?::|$)").matcher(plain);
      if (run.find()) {
        return plain.substring(0, run.start()) + "::" + plain.substring(run.end());
      }
    }
    return plain;
  }
}
