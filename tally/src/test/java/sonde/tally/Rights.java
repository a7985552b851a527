package sonde.tally;

import java.util.ArrayList;
import java.util.List;
import sonde.servers.RedisServer;

/** What Tally's users need, as docs/tally.md lists it. */
final class Rights {
  static final List<String> REDIS =
      List.of(
          "~*",
          "resetchannels",
          "-@all",
          "+ping",
          "+eval",
          "+evalsha",
          "+get",
          "+set",
          "+incr",
          "+pexpire",
          "+wait",
          "+role",
          "+config|get");

  static final List<String> SENTINEL =
      List.of(
          "resetchannels",
          "&+switch-master",
          "-@all",
          "+sentinel|get-master-addr-by-name",
          "+sentinel|master",
          "+subscribe");

  /** Those in a Cluster, beside the others. */
  static final List<String> CLUSTER = List.of("+asking", "+cluster|slots");

  private Rights() {}

  /** Adds or changes the user {@code tally} with the password {@code narrow}. */
  static void grant(RedisServer server, List<String> rights) {
    List<String> command =
        new ArrayList<>(List.of("ACL", "SETUSER", "tally", "reset", "on", ">narrow"));
    command.addAll(rights);
    server.call(command.toArray(String[]::new));
  }
}
