package sonde.tally;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.redisclient.KeySlot;
import sonde.servers.RedisCluster;
import sonde.servers.RedisServer;
import sonde.servers.ServerException;
import sonde.testkit.Await;

/** The service over a real Cluster of three primaries with a replica each. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, start() the rest.
class ClusterTest {
  private static final String PASSWORD = "counted";

  @TempDir private static Path directory;
  private static RedisCluster cluster;
  private static Tally tally;
  private static Http http;

  @BeforeAll
  static void start() throws Exception {
    cluster = RedisCluster.start(3, 1, node -> node.password(PASSWORD));
    cluster
        .nodes()
        .forEach(
            node ->
                Rights.grant(
                    node, Stream.concat(Rights.REDIS.stream(), Rights.CLUSTER.stream()).toList()));
    tally =
        Configs.start(
            directory,
            // One node is enough to find the others.
            "redis: {cluster: ['%s'], username: tally, password: narrow}"
                .formatted(cluster.primaries().getLast().address()));
    http = new Http(tally.address());
  }

  @AfterAll
  static void end() {
    http.close();
    tally.close();
    cluster.close();
  }

  @Test
  void countsOnAllNodes() throws Exception {
    for (int i = 0; i < 60; i++) {
      assertEquals("{\"count\":1}", http.get("/id-" + i).body());
      assertEquals("{\"count\":2}", http.get("/id-" + i).body());
    }
    for (RedisServer primary : cluster.primaries()) {
      assertFalse(primary.call("KEYS", "id-*").isBlank(), primary::toString);
    }
    assertEquals("{\"count\":1}", http.get("/%7Btag%7Dx").body());
    assertEquals("1", owner("{tag}x").call("GET", "{tag}x"));
  }

  @Test
  void anIdThatCannotBeATagIsRefused() throws Exception {
    HttpResponse<String> answer = http.get("/a%7D");
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("cannot be counted in a Cluster"), answer::body);
  }

  @Test
  void followsASlotThatMoves() throws Exception {
    String id = "moving";
    Map<String, String> key = Map.of("Idempotency-Key", "k");
    assertEquals("{\"count\":1}", http.send("GET", "/" + id, key).body());
    RedisServer from = owner(id);
    RedisServer to =
        cluster.nodes().stream()
            .filter(node -> node != from && node.call("ROLE").startsWith("master"))
            .findFirst()
            .orElseThrow();
    String slot = Integer.toString(KeySlot.of(id.getBytes(UTF_8)));
    to.call("CLUSTER", "SETSLOT", slot, "IMPORTING", from.call("CLUSTER", "MYID"));
    from.call("CLUSTER", "SETSLOT", slot, "MIGRATING", to.call("CLUSTER", "MYID"));
    // Not moved yet: answered where it is, as both keys are there.
    assertEquals("{\"count\":1}", http.send("GET", "/" + id, key).body());
    for (String moved : from.call("CLUSTER", "GETKEYSINSLOT", slot, "100").lines().toList()) {
      from.call(
          "MIGRATE", to.host(), Integer.toString(to.port()), moved, "0", "5000", "AUTH", PASSWORD);
    }
    // Moved, but the slot is still the old one's: ASK.
    assertEquals("{\"count\":1}", http.send("GET", "/" + id, key).body());
    // Another request's key is nowhere yet, which the new owner answers by TRYAGAIN.
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return http.get("/" + id).body();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Await.until(() -> to.call("INFO", "errorstats").contains("errorstat_TRYAGAIN"));
    for (RedisServer node : new RedisServer[] {to, from}) {
      node.call("CLUSTER", "SETSLOT", slot, "NODE", to.call("CLUSTER", "MYID"));
    }
    assertEquals("{\"count\":2}", waiting.get());
    assertEquals("{\"count\":3}", http.get("/" + id).body());
    assertEquals("3", to.call("GET", id));
  }

  @Test
  void followsAFailover() throws Exception {
    assertEquals("{\"count\":1}", http.get("/survivor").body());
    RedisServer before = owner("survivor");
    RedisServer replica =
        cluster.nodes().stream()
            .filter(node -> node.call("ROLE").startsWith("slave\n127.0.0.1\n" + before.port()))
            .findFirst()
            .orElseThrow();
    replica.call("CLUSTER", "FAILOVER");
    Await.until(() -> replica.call("ROLE").startsWith("master"));
    // Until the old primary has attached itself as a replica, nothing can be confirmed.
    Await.until(() -> http.get("/survivor").statusCode() == 200);
    long counted = Long.parseLong(replica.call("GET", "survivor"));
    assertTrue(counted >= 2);
    assertEquals("{\"count\":" + (counted + 1) + "}", http.get("/survivor").body());
  }

  /** The primary that answers for a key instead of naming another. */
  private static RedisServer owner(String key) {
    for (RedisServer node : cluster.nodes()) {
      try {
        node.call("GET", key);
        return node;
      } catch (ServerException e) {
        // MOVED.
      }
    }
    throw new IllegalStateException("nobody has " + key);
  }
}
