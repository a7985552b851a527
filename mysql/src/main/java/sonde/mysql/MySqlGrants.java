package sonde.mysql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import sonde.collect.Collector;
import sonde.collect.Server;
import sonde.collect.Version;

/**
 * The privileges that collectors need on a server, and nothing more. Never a right to read data:
 * what they read shows no rows of tables.
 *
 * @param statements create the user and give it these privileges; {@value #PASSWORD} stands for the
 *     password
 * @param privileges on all databases; empty when connecting is enough
 * @param notes what else to know and do, a sentence each
 */
public record MySqlGrants(List<String> statements, List<String> privileges, List<String> notes) {
  /** What stands in the statements for the password. */
  public static final String PASSWORD = "PASSWORD";

  private static final Pattern USER = Pattern.compile("[\\p{Alnum}_.@:-]{1,32}");
  private static final Version ROLES = Version.parse("8.0");

  /**
   * The privileges that collectors need.
   *
   * @param server its product, {@code mysql} or {@code mariadb}, and version
   * @param user the user's name
   * @throws IllegalArgumentException when the name would need quoting in a statement
   */
  public static MySqlGrants of(
      Server server, String user, Collection<? extends Collector<MySqlFacts>> collectors) {
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException(
          "a user's name has 1 to 32 letters, digits or _ . @ : - and nothing else");
    }
    Set<String> privileges = new LinkedHashSet<>();
    for (Collector<MySqlFacts> collector : collectors) {
      if (collector.spec().unsupportedBy(server).isEmpty()) {
        for (String privilege : collector.spec().privileges()) {
          // Of what shows the replication, each server knows its own name.
          privileges.add(
              SlaveStatusCollector.PRIVILEGES.contains(privilege)
                  ? MySqlFacts.replicationPrivilege(server)
                  : privilege);
        }
      }
    }
    String account = "'" + user + "'@'%'";
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE USER " + account + " IDENTIFIED BY '" + PASSWORD + "' WITH MAX_USER_CONNECTIONS 4");
    if (!privileges.isEmpty()) {
      statements.add("GRANT " + String.join(", ", privileges) + " ON *.* TO " + account);
    }
    return new MySqlGrants(
        List.copyOf(statements), List.copyOf(privileges), notes(server, privileges));
  }

  private static List<String> notes(Server server, Set<String> privileges) {
    List<String> notes = new ArrayList<>();
    notes.add("Put the password for PASSWORD, and for % the address that Sonde comes from.");
    notes.add(
        "Sonde keeps two connections and needs at times two short ones more, to cancel; that is why"
            + " the user may have four.");
    notes.add("Replicas get the user by replication; run it on the primary only.");
    if (!MySqlFacts.isMariaDb(server) && server.version().atLeast(ROLES)) {
      notes.add(
          "The default authentication, caching_sha2_password, encrypts the password by TLS"
              + " (ssl-mode in the address) or, without it, by the server's RSA key.");
    }
    if (privileges.contains("PROCESS")) {
      notes.add(
          "PROCESS also shows the texts of running statements of others; without it the collectors"
              + " info_schema.innodb_cmp and info_schema.innodb_cmpmem give nothing.");
    }
    return List.copyOf(notes);
  }
}
