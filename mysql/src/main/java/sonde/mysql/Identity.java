package sonde.mysql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.Server;
import sonde.collect.Version;
import sonde.sql.Rows;
import sonde.sql.Select;

/** Finds out over a connection what the server is and what our user may do there. */
final class Identity {
  /** None of them fails where a variable is unknown. */
  private static final Select VARIABLES =
      Select.named(
          "SHOW GLOBAL VARIABLES of the identity",
          """
          SHOW GLOBAL VARIABLES WHERE Variable_name IN
            ('version', 'version_comment', 'performance_schema', 'query_response_time_stats',
             'pid_file', 'datadir')""");

  private static final Select TABLES =
      Select.named(
          "the optional tables",
          """
          SELECT TABLE_NAME AS name FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = 'information_schema'
            AND TABLE_NAME IN ('INNODB_CMP', 'INNODB_CMPMEM', 'QUERY_RESPONSE_TIME',
              'QUERY_RESPONSE_TIME_READ', 'QUERY_RESPONSE_TIME_WRITE')""");

  private static final Select UPTIME =
      Select.named("the variable Uptime", "SHOW GLOBAL STATUS LIKE 'Uptime'");
  private static final Select GRANTS = Select.named("SHOW GRANTS", "SHOW GRANTS");
  private static final Select ROLE =
      Select.named("CURRENT_ROLE()", "SELECT CURRENT_ROLE() AS role");
  private static final Version ROLES = Version.parse("8.0");

  private final Link link;
  private final Deadline deadline;
  private final boolean local;

  /** What became of statements. */
  private static final class Taken implements Link.Handler {
    private final Map<Request<?>, Rows> answers = new HashMap<>();
    private final Map<Request<?>, Failure> failures = new HashMap<>();

    @Override
    public <T> void answered(Request<T> request, T answer, Duration took) {
      answers.put(request, (Rows) answer);
    }

    @Override
    public void refused(Request<?> request, Failure failure, Duration took) {
      failures.put(request, failure);
    }

    Optional<Rows> rows(Select select) {
      return Optional.ofNullable(answers.get(select));
    }

    Rows need(Select select) throws FailedException {
      Failure failure = failures.get(select);
      if (failure != null) {
        throw new FailedException(failure);
      }
      return rows(select).orElseThrow();
    }
  }

  Identity(Link link, Deadline deadline, boolean local) {
    this.link = link;
    this.deadline = deadline;
    this.local = local;
  }

  /**
   * All of it.
   *
   * @throws FailedException when this is no such server, or the connection broke
   */
  MySqlFacts find() throws FailedException {
    Taken taken = ask(VARIABLES, TABLES, GRANTS, UPTIME);
    Map<String, String> variables = variables(taken.need(VARIABLES));
    String version = variables.getOrDefault("version", "");
    if (version.isEmpty()) {
      throw new FailedException(
          Failure.Kind.PROTOCOL, "there is no variable version: this is not a MySQL server");
    }
    Server server = MySqlFacts.server(version, variables.getOrDefault("version_comment", ""));
    Privileges privileges = privileges(server, taken.rows(GRANTS));
    boolean mayReplicationStatus = MySqlFacts.mayReplicationStatus(server, privileges);
    Set<String> tables = new HashSet<>();
    for (String name : column(taken.need(TABLES))) {
      tables.add(name.toUpperCase(Locale.ROOT));
    }
    MySqlFacts facts =
        new MySqlFacts(
            server,
            "",
            privileges.anyOf("PROCESS"),
            mayReplicationStatus,
            Values.isOn(variables.getOrDefault("performance_schema", "")),
            Values.isOn(variables.getOrDefault("query_response_time_stats", "")),
            Set.copyOf(tables),
            local,
            local ? processId(variables, taken.need(UPTIME)) : 0);
    if (!mayReplicationStatus) {
      return facts;
    }
    Select status = ReplicaStatus.of(server);
    return ask(status).rows(status).map(ReplicaStatus::role).map(facts::withRole).orElse(facts);
  }

  /** Where no grants are shown, as without grant tables, nothing is taken for forbidden. */
  private Privileges privileges(Server server, Optional<Rows> shown) throws FailedException {
    if (shown.isEmpty()) {
      return Privileges.EVERYTHING;
    }
    List<String> grants = new ArrayList<>(column(shown.get()));
    if (!MySqlFacts.isMariaDb(server)
        && server.version().atLeast(ROLES)
        && Privileges.nameRoles(grants)) {
      Optional<Rows> role = ask(ROLE).rows(ROLE);
      List<String> active = role.isPresent() ? column(role.get()) : List.of();
      if (!active.isEmpty() && active.getFirst().startsWith("`")) {
        Select using =
            Select.named(
                "SHOW GRANTS of the roles",
                "SHOW GRANTS FOR CURRENT_USER() USING " + active.getFirst());
        Optional<Rows> ofRoles = ask(using).rows(using);
        if (ofRoles.isPresent()) {
          grants.addAll(column(ofRoles.get()));
        }
      }
    }
    return Privileges.of(grants);
  }

  private Taken ask(Select... selects) throws FailedException {
    Taken taken = new Taken();
    link.ask(List.of(selects), deadline, taken);
    return taken;
  }

  private static List<String> column(Rows rows) {
    List<String> values = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      values.add(rows.label(row, 0));
    }
    return values;
  }

  private static Map<String, String> variables(Rows rows) {
    Map<String, String> variables = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      variables.put(rows.label(row, 0).toLowerCase(Locale.ROOT), rows.label(row, 1));
    }
    return variables;
  }

  private static long processId(Map<String, String> variables, Rows uptime) {
    OptionalDouble seconds = GlobalStatusCollector.uptime(uptime);
    if (seconds.isEmpty()) {
      return 0;
    }
    // It may be relative to the data directory.
    Path file =
        Path.of(variables.getOrDefault("datadir", "/"))
            .resolve(variables.getOrDefault("pid_file", ""));
    return new ServerProcess(Path.of("/proc"))
        .find(file, ServerProcess.duration(seconds.getAsDouble()));
  }
}
