package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.ParsedFamily.Series;
import sonde.servers.RedisServer;

/** Names and labels of what is served, by path, listener and configuration. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, and start() the rest.
class ScrapeTest {
  private static final Set<String> NODE_FAMILIES =
      Set.of(
          "sonde_target_up",
          "sonde_probe_duration_seconds",
          "sonde_collector_duration_seconds",
          "sonde_collector_success",
          "sonde_collector_series",
          "sonde_collector_series_dropped",
          "sonde_store_cpu_seconds_total",
          "sonde_store_resident_memory_bytes",
          "sonde_store_read_bytes_total",
          "sonde_store_written_bytes_total");

  private static final Set<String> SELF_FAMILIES =
      Set.of(
          "sonde_build_info",
          "sonde_probes_shared_total",
          "sonde_config_last_reload_successful",
          "sonde_config_last_reload_success_timestamp_seconds");

  @TempDir static Path directory;
  private static RedisServer redis;
  private static TestExporter exporter;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.builder().password("hunter2").start();
    redis.call("MSET", "a", "1", "b", "2", "c", "3");
    String address = "type: redis, address: redis://" + redis.address() + ", password: hunter2";
    exporter =
        TestExporter.ofFile(
            directory,
            """
            web:
              listen:
              - 127.0.0.1:0
              - {address: 127.0.0.1:0, targets: [renamed], target_label: false}
              - {address: 127.0.0.1:0, targets: [labelled, cache]}
            targets:
              cache: {%1$s}
              renamed: {%1$s, namespace: braze_redis}
              labelled: {%1$s, instance_role_label: true, labels: {zone: "a\\"b", area: x}}
            """
                .formatted(address));
  }

  @AfterAll
  static void stop() {
    exporter.close();
    redis.close();
  }

  @Test
  void everySeriesOfAFilesTargetSaysWhichTargetItIsOf() throws Exception {
    Metrics metrics = exporter.scrape("/metrics");
    Set<String> without = new TreeSet<>();
    metrics
        .series()
        .filter(series -> !series.labels().containsKey("target"))
        .forEach(series -> without.add(series.name()));
    without.removeIf(name -> name.startsWith("process_") || name.startsWith("jvm_"));
    assertEquals(new TreeSet<>(SELF_FAMILIES), without);
    assertEquals(3.0, metrics.value("redis_keys", "target", "cache"));
    assertEquals(1.0, metrics.value("redis_up", "target", "cache"));
    assertEquals(1.0, metrics.value("braze_redis_up", "target", "renamed"));
  }

  @Test
  void onlySondesOwnFamiliesNameTheNodeOfATargetWithAnAddress() throws Exception {
    for (String path : List.of("/metrics", "/probe?target=cache")) {
      Set<String> named = new TreeSet<>();
      exporter
          .scrape(path)
          .series()
          .filter(series -> redis.address().equals(series.labels().get("node")))
          .forEach(series -> named.add(series.name()));
      assertEquals(new TreeSet<>(NODE_FAMILIES), named, path);
    }
  }

  @Test
  void theTwoMetricsOfTheUsersNamespaceHaveNoOtherLabels() throws Exception {
    String body = exporter.get("/probe?target=renamed").body();
    assertTrue(body.contains("\nbraze_redis_keys 3\n"), body);
    assertTrue(
        body.contains("\nbraze_redis_build_version_info{version=\"" + redis.version() + "\"} 1\n"),
        body);
    assertTrue(body.contains("\n# TYPE braze_redis_keys gauge\n"), body);
    assertFalse(body.contains("\nredis_"), body);
  }

  @Test
  void aProbeHasNoTargetLabelAndNothingOfSondeItself() throws Exception {
    Metrics metrics = exporter.scrape("/probe?target=cache");
    assertTrue(metrics.series().noneMatch(series -> series.labels().containsKey("target")));
    assertEquals(1.0, metrics.value("sonde_target_up", "node", redis.address()));
    assertTrue(metrics.names().containsAll(NODE_FAMILIES), () -> metrics.names().toString());
    Set<String> self = new TreeSet<>(metrics.names());
    self.removeIf(name -> name.startsWith("redis_") || NODE_FAMILIES.contains(name));
    assertEquals(Set.of(), self);
  }

  @Test
  void aNamedNodeMustBeTheTargets() throws Exception {
    Metrics metrics = exporter.scrape("/probe?target=cache&node=" + redis.address());
    assertEquals(1.0, metrics.value("redis_up"));
    var refused = exporter.get("/probe?target=cache&node=10.0.0.1:6379");
    assertEquals(400, refused.statusCode());
    assertEquals(
        "target cache has no node 10.0.0.1:6379: there is " + redis.address() + "\n",
        refused.body());
  }

  @Test
  void aListenerServesOnlyItsTargets() throws Exception {
    Metrics metrics = exporter.scrapeAt(2, "/metrics");
    Set<String> targets = new TreeSet<>();
    metrics.series().forEach(series -> targets.add(series.labels().getOrDefault("target", "")));
    assertEquals(Set.of("", "cache", "labelled"), targets);
    assertEquals(400, exporter.getAt(2, "/probe?target=renamed").statusCode());
    assertFalse(exporter.getAt(2, "/").body().contains("renamed"));
  }

  @Test
  void aListenerWithoutTargetLabelLooksLikeThePeer() throws Exception {
    Metrics metrics = exporter.scrapeAt(1, "/metrics");
    assertEquals(3.0, metrics.value("braze_redis_keys"));
    assertEquals(
        1.0, metrics.value("sonde_target_up", "target", "renamed", "node", redis.address()));
    assertTrue(
        metrics
            .series()
            .filter(series -> series.name().startsWith("braze_redis_"))
            .noneMatch(series -> series.labels().containsKey("target")));
  }

  @Test
  void aTargetsLabelsAreOnEverySeriesOfIt() throws Exception {
    List<Series> all =
        exporter
            .scrape("/metrics")
            .series()
            .filter(series -> "labelled".equals(series.labels().get("target")))
            .toList();
    assertFalse(all.isEmpty());
    for (Series series : all) {
      assertEquals("a\"b", series.labels().get("zone"), series::toString);
      assertEquals("x", series.labels().get("area"), series::toString);
    }
  }

  @Test
  void theRoleIsALabelWhereAsked() throws Exception {
    Metrics metrics = exporter.scrape("/probe?target=labelled");
    assertEquals(
        3.0, metrics.value("redis_keys", "area", "x", "zone", "a\"b", "instance_role", "master"));
    assertTrue(
        exporter
            .scrape("/probe?target=cache")
            .series()
            .noneMatch(series -> series.labels().containsKey("instance_role")));
  }

  @Test
  void collectorsTellWhetherTheySucceededUnlessTheServerLacksTheirs() throws Exception {
    Metrics metrics = exporter.scrape("/probe?target=cache");
    Map<String, Double> success = new TreeMap<>();
    for (Series series : metrics.series("sonde_collector_success")) {
      success.put(String.valueOf(series.labels().get("collector")), series.value());
    }
    assertFalse(success.containsKey("sentinel"), success::toString);
    assertTrue(success.containsKey("keyspace"), success::toString);
    assertEquals(Set.of(1.0), Set.copyOf(success.values()), success::toString);
    assertEquals(0.0, metrics.value("redis_exporter_last_scrape_error", "err", ""));
    long series =
        metrics.series("sonde_collector_series").stream().mapToLong(s -> (long) s.value()).sum();
    assertTrue(series > 100, () -> "series: " + series);
  }

  @Test
  void sondeTellsOfItself() throws Exception {
    Metrics metrics = exporter.scrape("/metrics");
    assertEquals(1.0, metrics.series("sonde_build_info").getFirst().value());
    assertEquals(
        Set.of("version", "revision", "java"),
        metrics.series("sonde_build_info").getFirst().labels().keySet());
    assertEquals(1.0, metrics.value("sonde_config_last_reload_successful"));
    for (String name :
        List.of(
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "jvm_memory_used_bytes",
            "jvm_gc_collection_seconds")) {
      assertTrue(metrics.names().contains(name), name);
    }
  }

  @Test
  void onlyTheNamedCollectorsRun() throws Exception {
    Metrics metrics =
        exporter.scrape("/probe?target=cache&collect[]=slowlog&collect%5B%5D=keyspace");
    Set<String> ran = new TreeSet<>();
    metrics
        .series("sonde_collector_success")
        .forEach(series -> ran.add(String.valueOf(series.labels().get("collector"))));
    assertEquals(Set.of("keyspace", "slowlog"), ran);
    assertTrue(metrics.has("redis_slowlog_length"));
    assertFalse(metrics.names().contains("redis_connected_clients"));
    assertTrue(exporter.scrape("/metrics?collect[]=slowlog").has("redis_up", "target", "cache"));
  }
}
