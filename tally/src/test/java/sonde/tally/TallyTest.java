package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.Environment;
import sonde.servers.RedisGroup;
import sonde.servers.RedisServer;
import sonde.testkit.Await;

/** The service over a real primary, two replicas and three Sentinels. */
@SuppressWarnings("NullAway.Init") // start() sets them.
class TallyTest {
  private static final String PASSWORD = "counted";
  private static final String SENTINEL_PASSWORD = "watched";

  @TempDir private static Path directory;
  private static RedisGroup group;
  private static Tally tally;
  private static Http http;

  @BeforeAll
  static void start() throws Exception {
    group =
        RedisGroup.start(
            new RedisGroup.Options("tally", PASSWORD, SENTINEL_PASSWORD, null),
            UnaryOperator.identity());
    tally =
        Tally.start(new TallyConfigSource(Environment.of(Map.of())).file(config(directory, group)));
    http = new Http(tally.address());
  }

  static Path config(Path directory, RedisGroup group) throws Exception {
    String sentinels =
        group.sentinels().stream().map(RedisServer::address).collect(Collectors.joining(", "));
    return Files.writeString(
        directory.resolve("tally.yaml"),
        """
        web: {listen: "127.0.0.1:0", admin: {listen: "127.0.0.1:0"}}
        redis:
          sentinel: {master: %s, addresses: [%s], password: %s}
          password: %s
        """
            .formatted(group.master(), sentinels, SENTINEL_PASSWORD, PASSWORD));
  }

  @AfterAll
  static void end() {
    http.close();
    tally.close();
    group.close();
  }

  @Test
  void countsTheCallsOfAnId() throws Exception {
    assertEquals("{\"count\":1}", http.get("/apples").body());
    HttpResponse<String> second = http.get("/apples");
    assertEquals(200, second.statusCode());
    assertEquals("{\"count\":2}", second.body());
    assertEquals("no-store", second.headers().firstValue("Cache-Control").orElse(""));
    assertEquals("2", group.primary().call("GET", "apples"));
  }

  @Test
  void aKeyIsCountedOnce() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "only-once");
    assertEquals("{\"count\":1}", http.send("GET", "/pears", key).body());
    assertEquals("{\"count\":1}", http.send("GET", "/pears", key).body());
    assertEquals("{\"count\":2}", http.get("/pears").body());
  }

  @Test
  void survivesItsPrimary() throws Exception {
    assertEquals("{\"count\":1}", http.get("/plums").body());
    RedisServer primary = group.primary();
    primary.kill();
    HttpResponse<String> answer = http.get("/plums");
    long last = 1;
    while (answer.statusCode() == 503) {
      assertTrue(answer.headers().firstValue("Retry-After").isPresent(), answer::body);
      answer = http.get("/plums");
      last++;
    }
    assertEquals(200, answer.statusCode(), answer::body);
    long count = Long.parseLong(answer.body().replaceAll("\\D", ""));
    assertTrue(count >= 2 && count <= last + 1, answer::body);
    primary.restart();
    Await.until(group::isWhole);
  }
}
