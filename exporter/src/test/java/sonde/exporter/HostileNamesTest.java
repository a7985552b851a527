package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.Format;
import sonde.servers.RedisServer;
import sonde.servers.ServerException;

/** Names that clients of a real server choose end up in its answers, and must not break ours. */
class HostileNamesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void errorsNamedByScriptsStayInsideTheirLabels() throws Exception {
    try (RedisServer redis = RedisServer.builder().start();
        TestExporter exporter =
            TestExporter.ofFile(
                directory,
                """
                web: {listen: 127.0.0.1:0, openmetrics: true}
                targets: {cache: {type: redis, address: 'redis://%s'}}
                """
                    .formatted(redis.address()))) {
      List<String> codes =
          List.of(
              "A\\\"}1",
              "B\\\\",
              "C{x=\\\"y\\\",",
              "D\\255\\254",
              "E,count=5",
              "F=",
              "<b>",
              "x".repeat(2000));
      for (String code : codes) {
        try {
          redis.call("EVAL", "return redis.error_reply(\"" + code + " said\")", "0");
        } catch (ServerException _) {
          // That is what was asked for.
        }
      }
      Metrics metrics = exporter.scrape("/metrics");
      assertEquals(1.0, metrics.value("redis_up", "target", "cache"));
      assertTrue(metrics.has("redis_errors_total", "target", "cache", "err", "A\"}1"));
      assertTrue(metrics.has("redis_errors_total", "target", "cache", "err", "B\\"));
      assertTrue(metrics.series("redis_errors_total").size() >= 5);
      String open =
          exporter.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0").body();
      assertTrue(
          Metrics.parse(Format.OPENMETRICS, open)
              .has("redis_errors_total", "target", "cache", "err", "A\"}1"));
    }
  }
}
