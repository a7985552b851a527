package sonde.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisException;
import sonde.servers.RedisServer;
import sonde.servers.ServerException;
import sonde.testkit.Await;

class TrafficTest {
  private static DemoServers servers;
  private static PrimaryFinder primary;

  @BeforeAll
  static void start() throws Exception {
    servers = DemoServers.start();
    primary = new PrimaryFinder(servers);
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @Test
  void keysOfEveryTypeInTwoDatabasesAndTrafficOfAllKinds()
      throws RedisException, InterruptedException {
    RedisServer server = servers.primary().server();
    try (RedisConnection connection = primary.connect()) {
      Seed.into(connection, new SplittableRandom(1));
      assertEquals(Set.of("string", "hash", "list", "set", "zset", "stream"), types(server));
      assertTrue(number(server, "PFCOUNT", "visitors:today") > 100);
      assertTrue(number(server, "BITCOUNT", "active:today") > 100);
      assertTrue(server.call("GEOHASH", "stores", "berlin").startsWith("u33"));
      List<String> keyspace = server.call("INFO", "keyspace").lines().toList();
      assertTrue(keyspace.stream().anyMatch(line -> line.matches("db0:.*expires=[1-9].*")));
      assertTrue(keyspace.stream().anyMatch(line -> line.matches("db1:keys=50,expires=40,.*")));

      long seeded = number(server, "DBSIZE");
      Traffic.burst(connection, new SplittableRandom(2), 2000);
      // Every session that is ever asked for, and what the queue may have lost.
      assertTrue(number(server, "DBSIZE") <= seeded + Seed.SESSIONS);
    }
    String stats = server.call("INFO", "stats");
    assertTrue(field(stats, "keyspace_hits") > 0);
    assertTrue(field(stats, "keyspace_misses") > 0);
    String errors = server.call("INFO", "errorstats");
    assertTrue(errors.contains("errorstat_WRONGTYPE"), errors);
    String commands = server.call("INFO", "commandstats");
    for (String command : List.of("get", "set", "xreadgroup", "eval", "geodist", "pfadd")) {
      assertTrue(commands.contains("cmdstat_" + command + ":"), command);
    }
  }

  @Test
  void trafficGoesOnAfterARestartAndAfterAFailover() throws Exception {
    try (DemoServers own = DemoServers.start();
        Traffic _ = Traffic.start(new PrimaryFinder(own), new SplittableRandom(3))) {
      RedisServer first = own.primary().server();
      awaitVisits(first, 0);
      first.restart();
      // It begins with nothing, or is a replica of the other by now.
      awaitVisits(first, visits(first));
      List<RedisServer> redis = own.group().servers();
      redis.forEach(server -> awaitVisits(server, 0));
      RedisServer before = primaryOf(redis);
      before.kill();
      RedisServer now = primaryOf(redis);
      awaitVisits(now, visits(now));
    }
  }

  /** Any of the servers may be it by now. */
  private static RedisServer primaryOf(List<RedisServer> servers) {
    AtomicReference<RedisServer> found = new AtomicReference<>();
    Await.until(
        "a primary",
        () -> {
          servers.stream().filter(TrafficTest::isPrimary).findFirst().ifPresent(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  private static boolean isPrimary(RedisServer server) {
    return answer(server, "INFO", "replication").contains("role:master");
  }

  private static void awaitVisits(RedisServer server, long before) {
    Await.until("traffic on " + server, () -> visits(server) > before);
  }

  private static long visits(RedisServer server) {
    String visits = answer(server, "GET", "counter:visits");
    return visits.isEmpty() ? 0 : Long.parseLong(visits);
  }

  /** Empty if there is none just then: a Sentinel ends the connections of whom it promotes. */
  private static String answer(RedisServer server, String... command) {
    try {
      return server.call(command);
    } catch (ServerException e) {
      return "";
    }
  }

  private static Set<String> types(RedisServer server) {
    return server
        .call("KEYS", "*")
        .lines()
        .map(key -> server.call("TYPE", key))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long number(RedisServer server, String... command) {
    return Long.parseLong(server.call(command));
  }

  private static long field(String info, String name) {
    return Arrays.stream(info.split("\r\n"))
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
