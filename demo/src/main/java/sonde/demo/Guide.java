package sonde.demo;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sonde.servers.RedisServer;
import sonde.servers.SqlServer;

/** What the demo prints once all runs: what to open and how to get in. */
final class Guide {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._-]+");

  private Guide() {}

  static String text(
      DemoServers servers,
      SqlServers sql,
      Tallies tallies,
      Accountant accountant,
      DemoFiles files,
      String url) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            Sonde watches a Redis primary with two replicas and three Sentinels, a PostgreSQL server
            and a MariaDB server, all under light traffic. Open

              %1$s/                     the targets and their collectors
              %1$s/metrics              all targets
              %1$s/probe?target=cache   one of them: %2$s

            Three instances of the counter are called; call them, too:

              curl %3$s/pears           counts; also /helloworld, /status, /ping
              curl %4$s/metrics         what Prometheus sees of it

            %5$s
            The exporter makes mysql_connections_by_host of its sums.%6$s

            The servers, and how to get in:

            """,
            url,
            targets(servers, sql),
            tallies.urls().getFirst(),
            tallies.adminUrls().getFirst(),
            accountant.says(),
            accountant
                .url()
                .map(own -> " Open\n\n  " + own + "/metrics              what it sees itself")
                .orElse("")));
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
              quoted(files.password(started.target())),
              server.port()));
    }
    for (SqlServers.Started started : sql.all()) {
      text.append(way(started, files));
    }
    text.append(
        String.format(
            Locale.ROOT,
            """

            kill %d ends the primary: the Sentinels promote a replica, and calls and traffic follow.
            The exporter's configuration is %s
            Ctrl-C ends all of it and leaves nothing behind.
            """,
            servers.primary().server().pid(),
            files.configuration()));
    return text.toString();
  }

  private static String targets(DemoServers servers, SqlServers sql) {
    return Stream.concat(
            servers.all().stream().map(DemoServers.Started::target),
            sql.all().stream().map(SqlServers.Started::target))
        .collect(Collectors.joining(", "));
  }

  private static String way(SqlServers.Started started, DemoFiles files) {
    SqlServer server = started.server();
    String password = quoted(files.password(started.target()));
    boolean postgres = started.type().equals("postgres");
    return String.format(
        Locale.ROOT,
        postgres
            ? "  %s\n    PGPASSWORD=\"$(cat %s)\" psql -h %s -p %d -U %s shop\n"
            : "  %s\n    MYSQL_PWD=\"$(cat %s)\" mariadb -h %s -P %d -u %s billing\n",
        server,
        password,
        server.host(),
        server.port(),
        server.superuser());
  }

  /** As one word for a shell. */
  private static String quoted(Path path) {
    String text = path.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
