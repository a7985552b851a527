package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;

/** What a server sees of many scrapes. */
class ConnectionsTest {
  private static final int AT_ONCE = 50;
  private static final int ROUNDS = 4;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void fiftyScrapesAtOnceNeedNoMoreThanTwoConnections() throws Exception {
    try (RedisServer redis = RedisServer.builder().start();
        TestExporter exporter =
            TestExporter.ofTargets(
                directory, "cache: {type: redis, address: redis://" + redis.address() + "}")) {
      Set<String> seen = new HashSet<>();
      int most = 0;
      for (int round = 0; round < ROUNDS; round++) {
        List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          String path = i % 2 == 0 ? "/metrics" : "/probe?target=cache";
          // Some ask for less, so that runs of different collectors queue, too.
          scrapes.add(exporter.getAsync(i % 10 == 9 ? path + "&collect[]=slowlog" : path));
        }
        CompletableFuture<Void> all =
            CompletableFuture.allOf(scrapes.toArray(new CompletableFuture<?>[0]));
        do {
          List<String> clients = Clients.overTcp(redis);
          most = Math.max(most, clients.size());
          seen.addAll(clients);
        } while (!all.isDone());
        for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
          assertTrue(
              TestExporter.metrics(scrape.get()).series("redis_up").stream()
                  .allMatch(series -> series.value() == 1));
        }
      }
      assertTrue(most >= 1 && most <= 2, "connections at once: " + most);
      assertTrue(seen.size() <= 2, () -> "connections: " + seen);
      Metrics metrics = exporter.scrape("/metrics");
      double shared = metrics.value("sonde_probes_shared_total");
      double scrapes = metrics.value("redis_exporter_scrapes_total", "target", "cache");
      assertTrue(shared > 0 && shared < scrapes, shared + " of " + scrapes);
      assertEquals(AT_ONCE * ROUNDS + 1, scrapes);
    }
  }

  @Test
  void aStoppedServerGetsNoMoreConnectionsTheMoreItIsScraped() throws Exception {
    try (RedisServer redis = RedisServer.builder().start();
        TestExporter exporter =
            TestExporter.ofTargets(
                directory, "cache: {type: redis, address: redis://" + redis.address() + "}")) {
      exporter.scrape("/metrics");
      int before = Clients.accepted(redis);
      redis.pause();
      List<CompletableFuture<HttpResponse<String>>> scrapes = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        scrapes.add(exporter.getAsync("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "1.25"));
      }
      for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
        assertEquals(0.0, TestExporter.metrics(scrape.get()).value("redis_up", "target", "cache"));
      }
      redis.resume();
      assertEquals(1.0, exporter.scrape("/metrics").value("redis_up", "target", "cache"));
      int opened = Clients.accepted(redis) - before - 1;
      assertTrue(opened <= 2, () -> "connections opened: " + opened);
      assertTrue(Clients.overTcp(redis).size() <= 2);
    }
  }
}
