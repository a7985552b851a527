package sonde.mysql;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import sonde.collect.Facts;
import sonde.collect.Server;
import sonde.collect.Version;

/**
 * What is known of a MySQL or MariaDB server and of what our user may do there.
 *
 * @param server the product {@code mysql} (Percona's server is one) or {@code mariadb}, and its
 *     version
 * @param role {@code replica} when it is set up to replicate from another, else {@code primary};
 *     empty when our user may not know
 * @param mayProcess whether our user has PROCESS
 * @param mayReplicationStatus whether our user may see the state of the replication
 * @param performanceSchema whether the performance schema is on
 * @param queryResponseTime whether the distribution of response times is recorded
 * @param tables those tables of the information schema that not every server has, in upper case
 * @param local whether the server runs on this machine, so that its process can be looked at
 * @param processId its process on this machine; 0 when it is not known
 */
public record MySqlFacts(
    Server server,
    String role,
    boolean mayProcess,
    boolean mayReplicationStatus,
    boolean performanceSchema,
    boolean queryResponseTime,
    Set<String> tables,
    boolean local,
    long processId)
    implements Facts {
  static final String MYSQL = "mysql";
  static final String MARIADB = "mariadb";

  private static final Version REPLICA_MONITOR = Version.parse("10.5.9");

  /** The server of a version and the comment that its builder gave it. */
  static Server server(String version, String comment) {
    String both = (version + ' ' + comment).toLowerCase(Locale.ROOT);
    return Server.of(both.contains(MARIADB) ? MARIADB : MYSQL, version);
  }

  static boolean isMariaDb(Server server) {
    return server.product().equals(MARIADB);
  }

  /** What a user needs to see the state of the replication. */
  static String replicationPrivilege(Server server) {
    return isMariaDb(server) && server.version().atLeast(REPLICA_MONITOR)
        ? "SLAVE MONITOR"
        : "REPLICATION CLIENT";
  }

  static boolean mayReplicationStatus(Server server, Privileges privileges) {
    // SHOW GRANTS names the privilege either way, by version.
    return privileges.anyOf("SUPER", replicationPrivilege(server))
        || (isMariaDb(server) && privileges.anyOf("REPLICA MONITOR"));
  }

  MySqlFacts withRole(String now) {
    return new MySqlFacts(
        server,
        now,
        mayProcess,
        mayReplicationStatus,
        performanceSchema,
        queryResponseTime,
        tables,
        local,
        processId);
  }

  /** Why there is nothing in a table of InnoDB's in the information schema; empty when there is. */
  Optional<String> lacksTable(String table) {
    if (!tables.contains(table)) {
      return Optional.of("is not in a server without InnoDB");
    }
    return mayProcess ? Optional.empty() : Optional.of(lacks("PROCESS"));
  }

  /** Why the state of the replication cannot be asked; empty when it can. */
  Optional<String> lacksReplicationStatus() {
    return mayReplicationStatus
        ? Optional.empty()
        : Optional.of(lacks(replicationPrivilege(server)));
  }

  private static String lacks(String privilege) {
    return "needs the privilege " + privilege + " (`sonde grants mysql` prints what to grant)";
  }
}
