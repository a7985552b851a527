package sonde.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import sonde.collect.Collector;
import sonde.collect.Request;
import sonde.collect.Server;
import sonde.collect.Spec;
import sonde.collect.Version;

/**
 * The rights that collectors need on a server, and nothing more, by the rules of <a
 * href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">ACL</a>.
 *
 * @param statement creates the user, or gives it exactly these rights; {@value #PASSWORD} stands
 *     for the password. Empty for a server that has no users
 * @param rules the rules for commands in the statement
 * @param notes what else to know and do, a sentence each
 */
public record RedisGrants(Optional<String> statement, List<String> rules, List<String> notes) {
  /** What stands in the statement for the password. */
  public static final String PASSWORD = "PASSWORD";

  private static final Pattern USER = Pattern.compile("[\\p{Alnum}_.@:-]{1,64}");
  private static final Version USERS = Version.parse("6.0");
  private static final Version CHANNELS = Version.parse("6.2");

  /** The commands of which each first argument has a rule of its own. */
  private static final Set<String> WITH_SUBCOMMANDS =
      Set.of("config", "slowlog", "commandlog", "latency", "cluster", "sentinel");

  /**
   * The rights that collectors need.
   *
   * @param server its product and version; those collectors that it does not have need nothing
   * @param mode how it runs: a Cluster node needs another right, a Sentinel has users of its own
   * @param user the user's name
   * @throws IllegalArgumentException when the name would not stand as one word in a command
   */
  public static RedisGrants of(
      Server server,
      RedisFacts.Mode mode,
      String user,
      Collection<? extends Collector<RedisFacts>> collectors) {
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException(
          "a user's name has 1 to 64 letters, digits or _ . @ : - and nothing else");
    }
    Set<String> rules = new LinkedHashSet<>();
    RedisFacts facts =
        new RedisFacts(server, "", mode, List.of("mymaster"), true, 1, Duration.ZERO);
    addRules(ServerInfo.ALL, rules);
    for (Collector<RedisFacts> collector : collectors) {
      addRules(collector, facts, rules);
    }
    boolean sentinel = mode == RedisFacts.Mode.SENTINEL;
    Version version = server.version();
    if (!version.atLeast(sentinel ? CHANNELS : USERS)) {
      String lacks =
          sentinel
              ? "A Sentinel of " + server + " has no users: they came with 6.2."
              : server + " has no users: they came with 6.0.";
      return new RedisGrants(
          Optional.empty(),
          List.copyOf(rules),
          List.of(lacks + " Give Sonde the password of requirepass, without a username."));
    }
    String statement =
        String.format(
            Locale.ROOT,
            "ACL SETUSER %s reset on >%s resetkeys%s -@all %s",
            user,
            PASSWORD,
            version.atLeast(CHANNELS) ? " resetchannels" : "",
            String.join(" ", rules));
    return new RedisGrants(Optional.of(statement), List.copyOf(rules), notes(sentinel, rules));
  }

  private static List<String> notes(boolean sentinel, Set<String> rules) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Put the password for PASSWORD; or replace >PASSWORD by # and the password's SHA-256 in"
            + " hexadecimal, so that it gets into no history.");
    notes.add(
        sentinel
            ? "Each Sentinel has users of its own: run it on all, then SENTINEL FLUSHCONFIG (with"
                + " an aclfile ACL SAVE)."
            : "Each server has users of its own, replicas too: run it on all, then CONFIG REWRITE"
                + " (with an aclfile ACL SAVE).");
    if (rules.contains("+config|get")) {
      notes.add(
          "+config|get can read all settings, passwords of requirepass and masterauth among them."
              + " Without it the collector config gives nothing, and keyspace takes the number of"
              + " databases for 16.");
    }
    return notes;
  }

  private static void addRules(
      Collector<RedisFacts> collector, RedisFacts facts, Set<String> rules) {
    Spec spec = collector.spec();
    if (spec.unsupportedBy(facts.server()).isPresent() || collector.lacking(facts).isPresent()) {
      return;
    }
    // What is asked in this mode is less than what the spec names for all modes; of second
    // questions only the spec knows.
    for (Request<?> request : collector.requests(facts)) {
      addRules((Command<?>) request, rules);
    }
    if (spec.asksMore()) {
      rules.addAll(spec.privileges());
    }
  }

  private static void addRules(Command<?> command, Set<String> rules) {
    String name = command.words().getFirst().toLowerCase(Locale.ROOT);
    rules.add(
        WITH_SUBCOMMANDS.contains(name)
            ? "+" + name + "|" + command.words().get(1).toLowerCase(Locale.ROOT)
            : "+" + name);
  }
}
