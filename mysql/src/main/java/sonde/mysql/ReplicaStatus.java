package sonde.mysql;

import sonde.collect.Server;
import sonde.collect.Version;
import sonde.sql.Rows;
import sonde.sql.Select;

/**
 * The statement that shows the replication of all channels, which each server names differently: <a
 * href="https://dev.mysql.com/doc/refman/8.0/en/show-replica-status.html">MySQL 8.0.22</a> brought
 * a new word, and 8.4 took the old one away.
 */
final class ReplicaStatus {
  private static final Version REPLICA = Version.parse("8.0.22");
  private static final Select OF_MARIADB = named("SHOW ALL SLAVES STATUS");
  private static final Select OF_OLD_MYSQL = named("SHOW SLAVE STATUS");
  private static final Select OF_MYSQL = named("SHOW REPLICA STATUS");

  private ReplicaStatus() {}

  private static Select named(String statement) {
    return Select.named(statement, statement);
  }

  static Select of(Server server) {
    if (MySqlFacts.isMariaDb(server)) {
      return OF_MARIADB;
    }
    return server.version().atLeast(REPLICA) ? OF_MYSQL : OF_OLD_MYSQL;
  }

  /** A server that replicates from none has no rows. */
  static String role(Rows rows) {
    return rows.size() == 0 ? "primary" : "replica";
  }
}
