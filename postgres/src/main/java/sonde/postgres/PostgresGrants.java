package sonde.postgres;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import sonde.collect.Collector;
import sonde.collect.Server;
import sonde.collect.Spec;

/**
 * The rights that collectors need on a server, and nothing more: less than <a
 * href="https://www.postgresql.org/docs/current/predefined-roles.html">pg_monitor</a>.
 *
 * @param statements to be run in the database that is asked, in this order, without semicolons;
 *     {@value #PASSWORD} stands for the password
 * @param notes what else to know and do, a sentence each
 */
public record PostgresGrants(List<String> statements, List<String> notes) {
  /** What stands in the first statement for the password, quotes included. */
  public static final String PASSWORD = "'PASSWORD'";

  private static final Pattern USER = Pattern.compile("[\\p{Alnum}_.@:-]{1,63}");
  private static final String ON = " ON ";

  /** Copies what it is given. */
  public PostgresGrants {
    statements = List.copyOf(statements);
    notes = List.copyOf(notes);
  }

  /**
   * The rights that collectors need.
   *
   * @param server its version; those collectors that it does not have need nothing
   * @param user the user's name
   * @throws IllegalArgumentException when the name has other than plain characters
   */
  public static PostgresGrants of(
      Server server, String user, Collection<? extends Collector<PostgresFacts>> collectors) {
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException(
          "a user's name has 1 to 63 letters, digits or _ . @ : - and nothing else");
    }
    String name = '"' + user + '"';
    List<String> statements = new ArrayList<>();
    statements.add("CREATE ROLE " + name + " LOGIN PASSWORD " + PASSWORD);
    for (String right : rights(server, collectors)) {
      statements.add("GRANT " + right + " TO " + name);
    }
    return new PostgresGrants(statements, notes(statements, name));
  }

  private static Set<String> rights(
      Server server, Collection<? extends Collector<PostgresFacts>> collectors) {
    Set<String> rights = new LinkedHashSet<>();
    for (Collector<PostgresFacts> collector : collectors) {
      Spec spec = collector.spec();
      if (spec.unsupportedBy(server).isEmpty()) {
        rights.addAll(spec.privileges());
      }
    }
    return rights;
  }

  private static List<String> notes(List<String> statements, String name) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Put the password for 'PASSWORD'; psql's \\password sets it without leaving it in a"
            + " history or"
            + " log.");
    notes.add("Run it on the primary: standbys have the same roles.");
    if (statements.stream().anyMatch(statement -> statement.contains(ON))) {
      notes.add(
          "A right to a function is of the database in which it is granted: run it in the one that"
              + " the address names.");
    }
    notes.add(
        "Where CONNECT was taken from PUBLIC: GRANT CONNECT ON DATABASE … TO "
            + name
            + ", and a line for the role in pg_hba.conf.");
    return notes;
  }
}
