package sonde.mysql;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user may do on all databases.
 *
 * @param all whether that is everything
 * @param names the privileges as SHOW GRANTS names them, in upper case
 */
record Privileges(boolean all, Set<String> names) {
  /** What is taken for granted where the server does not tell: it will refuse what it must. */
  static final Privileges EVERYTHING = new Privileges(true, Set.of());

  private static final Pattern GLOBAL = Pattern.compile("GRANT (.+) ON \\*\\.\\* TO .*");
  private static final Pattern ROLE = Pattern.compile("GRANT [^ ]+@[^ ]+ TO .*");

  /** By the statements of SHOW GRANTS. */
  static Privileges of(Collection<String> grants) {
    Set<String> names = new HashSet<>();
    for (String grant : grants) {
      Matcher matcher = GLOBAL.matcher(grant);
      if (matcher.matches()) {
        for (String name : matcher.group(1).split(",")) {
          names.add(name.strip().toUpperCase(Locale.ROOT));
        }
      }
    }
    return new Privileges(
        names.contains("ALL PRIVILEGES") || names.contains("ALL"), Set.copyOf(names));
  }

  /** Whether MySQL's SHOW GRANTS names a role, of which it then does not tell the privileges. */
  static boolean nameRoles(Collection<String> grants) {
    return grants.stream().anyMatch(grant -> ROLE.matcher(grant).matches());
  }

  boolean anyOf(String... wanted) {
    if (all) {
      return true;
    }
    for (String name : wanted) {
      if (names.contains(name)) {
        return true;
      }
    }
    return false;
  }
}
