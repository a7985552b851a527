package sonde.demo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import sonde.servers.RedisServer;

/** What the demo prints once all runs: what to open and how to get in. */
final class Guide {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._-]+");

  private Guide() {}

  static String text(DemoServers servers, DemoFiles files, String url) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            Sonde watches a Redis primary, its replica and a Sentinel under light traffic. Open

              %1$s/                     the targets and their collectors
              %1$s/metrics              all targets
              %1$s/probe?target=cache   one of them: cache, cache-replica, sentinel

            The servers, and how to get in:

            """,
            url));
    for (DemoServers.Started started : servers.all()) {
      RedisServer server = started.server();
      text.append(
          String.format(
              Locale.ROOT,
              "  %s %s, %s, at %s\n    REDISCLI_AUTH=\"$(cat %s)\" redis-cli -p %d\n",
              server.isValkey() ? "Valkey" : "Redis",
              server.version(),
              started.what(),
              server.address(),
              quoted(files.password(started)),
              server.port()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            """

            kill %d ends the primary: the Sentinel promotes the replica, and the traffic follows.
            The exporter's configuration is %s
            Ctrl-C ends all of it and leaves nothing behind.
            """,
            servers.primary().server().pid(),
            files.configuration()));
    return text.toString();
  }

  /** As one word for a shell. */
  private static String quoted(Path path) {
    String text = path.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
