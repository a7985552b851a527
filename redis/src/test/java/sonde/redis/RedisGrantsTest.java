package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Collector;
import sonde.collect.Outcome;
import sonde.collect.Server;
import sonde.collect.Snapshot;
import sonde.redis.RedisFacts.Mode;
import sonde.servers.RedisServer;

/** What the printed statement allows is enough for every default collector, and no more. */
class RedisGrantsTest {
  private static final String USER = "sonde-test";
  private static final String SECRET = "s3cret";

  private static RedisGrants defaults(String product, String version, Mode mode) {
    return RedisGrants.of(Server.of(product, version), mode, "sonde", Scraper.defaults());
  }

  @Test
  void theStatementForAServer() {
    assertEquals(
        Optional.of(
            "ACL SETUSER sonde reset on >PASSWORD resetkeys resetchannels -@all +info +config|get"
                + " +slowlog|len +slowlog|get +latency|latest +latency|histogram"),
        defaults("redis", "7.0.15", Mode.STANDALONE).statement());
  }

  @Test
  void eachVersionAndModeNeedsItsOwn() {
    assertEquals(
        List.of("+info", "+config|get", "+slowlog|len", "+slowlog|get", "+latency|latest"),
        defaults("redis", "6.2", Mode.STANDALONE).rules());
    assertTrue(defaults("redis", "7.0", Mode.CLUSTER).rules().contains("+cluster|info"));
    assertTrue(defaults("valkey", "8.1", Mode.STANDALONE).rules().contains("+commandlog|len"));
    assertFalse(defaults("valkey", "8.0", Mode.STANDALONE).rules().contains("+commandlog|len"));
    assertEquals(
        List.of(
            "+info",
            "+sentinel|masters",
            "+sentinel|sentinels",
            "+sentinel|replicas",
            "+sentinel|ckquorum"),
        defaults("redis", "7.0", Mode.SENTINEL).rules());
  }

  @Test
  void channelsHaveRulesSince62() {
    String statement = defaults("redis", "6.0.16", Mode.STANDALONE).statement().orElseThrow();
    assertFalse(statement.contains("resetchannels"), statement);
  }

  @Test
  void aServerWithoutUsersSaysSo() {
    for (RedisGrants grants :
        List.of(
            defaults("redis", "5.0.14", Mode.STANDALONE),
            defaults("redis", "6.0", Mode.SENTINEL))) {
      assertEquals(Optional.empty(), grants.statement());
      assertTrue(grants.notes().getFirst().contains("has no users"), "" + grants.notes());
      assertTrue(grants.notes().getFirst().contains("requirepass"), "" + grants.notes());
    }
  }

  @Test
  void aPartOfTheCollectorsNeedsAPartOfTheRights() {
    RedisGrants grants =
        RedisGrants.of(
            Server.of("redis", "7.0"),
            Mode.STANDALONE,
            "sonde",
            List.of(Scraper.named("memory"), Scraper.named("slowlog")));
    assertEquals(List.of("+info", "+slowlog|len", "+slowlog|get"), grants.rules());
    assertEquals(2, grants.notes().size(), "" + grants.notes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "a\"", ">x", "\u00e4"})
  void aNameThatWouldNotStandAsOneWordIsRefused(String name) {
    assertThrows(
        IllegalArgumentException.class,
        () -> RedisGrants.of(Server.of("redis", "7"), Mode.STANDALONE, name, List.of()));
  }

  /** The specs say in lists and documentation what the requests need in truth. */
  @Test
  void specsNameWhatTheirRequestsNeed() {
    for (Collector<RedisFacts> collector : RedisCollectors.all()) {
      Set<String> needed = new TreeSet<>();
      for (Mode mode : Mode.values()) {
        for (Server server : List.of(Server.of("redis", "8.0"), Server.of("valkey", "9.0"))) {
          needed.addAll(RedisGrants.of(server, mode, "sonde", List.of(collector)).rules());
        }
      }
      Set<String> named = new TreeSet<>(collector.spec().privileges());
      // Every node is asked for INFO, whichever its collectors.
      named.add("+info");
      assertEquals(needed, named, collector.spec().name());
    }
  }

  private static RedisServer server(Mode mode) {
    return switch (mode) {
      case STANDALONE -> Servers.standalone();
      case CLUSTER -> Servers.cluster().primaries().getFirst();
      case SENTINEL -> Servers.sentinel();
    };
  }

  private static RedisGrants grants(Mode mode) {
    RedisServer server = server(mode);
    return RedisGrants.of(Server.of("redis", server.version()), mode, USER, Scraper.defaults());
  }

  private static void create(Mode mode, String statement) {
    String[] command = statement.replace(RedisGrants.PASSWORD, SECRET).split(" ");
    assertEquals("OK", server(mode).call(command));
  }

  private static Snapshot scrape(Mode mode) {
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server(mode), USER, SECRET))) {
      return scraper.scrape();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void asThatUserEveryDefaultCollectorSucceeds(Mode mode) {
    create(mode, grants(mode).statement().orElseThrow());
    Snapshot snapshot = scrape(mode);
    assertTrue(snapshot.up(), "" + snapshot.failure());
    assertEquals(Set.of(), Scraper.failed(snapshot), "" + snapshot.collectors());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void withoutAnyOneOfThePermissionsWhatNeedsItFails(Mode mode) {
    RedisGrants grants = grants(mode);
    for (String rule : grants.rules()) {
      create(mode, grants.statement().orElseThrow().replace(" " + rule, ""));
      Snapshot snapshot = scrape(mode);
      if (rule.equals("+info")) {
        assertFalse(snapshot.up());
        assertNamesWhatToGrant("INFO ALL", "" + snapshot.failure());
        continue;
      }
      assertTrue(snapshot.up(), rule + ": " + snapshot.failure());
      assertEquals(needing(rule, snapshot), Scraper.failed(snapshot), rule);
      String command = rule.substring(1).replace('|', ' ').toUpperCase(Locale.ROOT);
      Scraper.outcomes(snapshot).values().stream()
          .filter(Outcome.Failed.class::isInstance)
          .forEach(
              failed ->
                  assertNamesWhatToGrant(command, ((Outcome.Failed) failed).failure().message()));
    }
  }

  /** Of the collectors that the server has; keyspace can do without the number of databases. */
  private static Set<String> needing(String rule, Snapshot snapshot) {
    Set<String> needing = new HashSet<>();
    Scraper.outcomes(snapshot)
        .forEach(
            (name, outcome) -> {
              if (!(outcome instanceof Outcome.Unsupported)
                  && Scraper.named(name).spec().privileges().contains(rule)) {
                needing.add(name);
              }
            });
    needing.remove("keyspace");
    return needing;
  }

  private static void assertNamesWhatToGrant(String command, String message) {
    assertTrue(message.startsWith(command), message);
    assertTrue(message.contains("no permissions"), message);
    assertTrue(message.contains("`sonde grants redis`"), message);
  }
}
