package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;
import sonde.testkit.Await;

/** What is told to Prometheus. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, start() the rest.
class MetricsTest {
  @TempDir private static Path directory;
  private RedisServer server;
  private Tally tally;
  private Http http;
  private Http admin;

  @BeforeEach
  void start() throws Exception {
    server = RedisServer.builder().start();
    tally =
        Configs.start(
            directory, "redis: {address: '" + server.address() + "'}", "durability: {replicas: 0}");
    http = new Http(tally.address());
    admin = new Http(tally.adminAddress());
  }

  @AfterEach
  void end() {
    http.close();
    admin.close();
    tally.close();
    server.close();
  }

  private void ask() throws Exception {
    server.call("RPUSH", "list", "a");
    for (String path :
        List.of(
            "/a",
            "/b",
            "/a",
            "/list",
            "/%2F",
            "/a/b",
            "/ping",
            "/status",
            "/helloworld",
            "/helloworld")) {
      http.get(path);
    }
    http.send("HEAD", "/a", Map.of());
    http.send("POST", "/a", Map.of());
    http.send("BREW", "/a", Map.of());
    // A request is counted after its answer has gone.
    Await.until(
        () ->
            sum(
                    metrics()
                        .lines()
                        .filter(
                            line -> line.startsWith("http_server_request_duration_seconds_count"))
                        .toList())
                == 13);
  }

  private static double sum(List<String> samples) {
    return samples.stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String metrics() throws Exception {
    return admin.get("/metrics").body();
  }

  private static String without(String metrics, String pattern) {
    return metrics
        .lines()
        .filter(line -> !line.matches(pattern))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void requestsAreCountedByTemplateNotById() throws Exception {
    ask();
    assertEquals(
        """
        http_server_request_duration_seconds_count{method="GET",route="/helloworld",status="200"} 2
        http_server_request_duration_seconds_count{method="GET",route="/ping",status="200"} 1
        http_server_request_duration_seconds_count{method="GET",route="/status",status="200"} 1
        http_server_request_duration_seconds_count{method="GET",route="/{id}",status="200"} 3
        http_server_request_duration_seconds_count{method="GET",route="/{id}",status="400"} 1
        http_server_request_duration_seconds_count{method="GET",route="/{id}",status="409"} 1
        http_server_request_duration_seconds_count{method="GET",route="none",status="404"} 1
        http_server_request_duration_seconds_count{method="HEAD",route="/{id}",status="200"} 1
        http_server_request_duration_seconds_count{method="POST",route="none",status="405"} 1
        http_server_request_duration_seconds_count{method="other",route="none",status="405"} 1
        http_server_requests_in_flight 0.0
        """,
        without(without(metrics(), "(?!http_server_).*"), ".*_(bucket|sum)\\{.*|.*duration_max.*"));
  }

  @Test
  void redisIsWatched() throws Exception {
    ask();
    assertEquals(
        """
        tally_hello_cache_hits_total 0.0
        tally_hello_cache_misses_total 0.0
        tally_redis_attached_replicas 0.0
        tally_redis_failover_duration_seconds_count 0
        tally_redis_failover_duration_seconds_sum 0.0
        tally_redis_failovers_total 0.0
        tally_redis_operations_total{operation="count",outcome="error"} 2.0
        tally_redis_operations_total{operation="count",outcome="ok"} 3.0
        tally_redis_operations_total{operation="ping",outcome="ok"} 1.0
        tally_retries_total 1.0
        tally_unconfirmed_total 0.0
        """,
        without(without(metrics(), "(?!tally_).*"), ".*_bucket\\{.*"));
  }

  @Test
  void theSlowestRequestAndTheProcessAreWatched() throws Exception {
    ask();
    String metrics = metrics();
    double slowest = sum(only(metrics, "http_server_request_duration_max_seconds "));
    double all = sum(only(metrics, "http_server_request_duration_seconds_sum{"));
    assertTrue(slowest > 0 && slowest <= all, metrics);
    for (String name :
        List.of(
            "process_cpu_seconds_total ",
            "process_resident_memory_bytes ",
            "process_start_time_seconds ",
            "process_open_fds ",
            "jvm_memory_used_bytes{",
            "jvm_gc_collection_seconds_count{",
            "jvm_threads_current ",
            "jvm_runtime_info{")) {
      assertFalse(only(metrics, name).isEmpty(), name + " is missing:\n" + metrics);
    }
  }

  private static List<String> only(String metrics, String start) {
    return metrics.lines().filter(line -> line.startsWith(start)).toList();
  }

  @Test
  void promtoolFindsNothingWrong() throws Exception {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
    assumeTrue(there, "there is no promtool");
    ask();
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    promtool.getOutputStream().write(metrics().getBytes(StandardCharsets.UTF_8));
    promtool.getOutputStream().close();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("", said);
    assertEquals(0, promtool.waitFor());
  }
}
