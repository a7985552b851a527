package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;

/** {@code sonde tally} as a process: from a file and from the environment, signals, exit codes. */
final class TallyDaemonTest {
  private static final String SECRET = "a-secret-nobody-sees";
  private static final int TERMINATED = 143;
  private static final int USAGE = 2;
  private static final Pattern LISTENING =
      Pattern.compile("listening on (http:\\\\?/\\\\?/[0-9.]+:\\d+)");

  @TempDir private Path directory = Path.of("");

  @Test
  void countsDrainsAndEnds() throws IOException, InterruptedException {
    try (RedisServer server = RedisServer.builder().password(SECRET).start();
        HttpClient client = HttpClient.newHttpClient()) {
      Path config =
          Files.writeString(
              directory.resolve("tally.yaml"),
              """
              web: {listen: '127.0.0.1:0', admin: {listen: '127.0.0.1:0'}}
              log: {format: json}
              redis: {address: '%s', password: '${PASSWORD}'}
              durability: {replicas: 0}
              """
                  .formatted(server.address()));
      try (Daemon daemon =
          new Daemon(
              directory, Map.of("PASSWORD", SECRET), "tally", "--config", config.toString())) {
        daemon.awaitLog(text -> LISTENING.matcher(text).results().count() == 2);
        List<String> urls =
            LISTENING
                .matcher(daemon.log())
                .results()
                .map(line -> line.group(1).replace("\\", ""))
                .toList();
        String admin = urls.getFirst();
        String service = urls.getLast();
        assertEquals("{\"count\":1}", get(client, service + "/apples").body());
        assertEquals(200, get(client, admin + "/-/ready").statusCode());

        daemon.signal("TERM");
        daemon.awaitLog(text -> text.contains("draining: not ready any more"));
        assertEquals(503, get(client, admin + "/-/ready").statusCode());
        HttpResponse<String> last = get(client, service + "/apples");
        assertEquals("{\"count\":2}", last.body());
        assertEquals("close", last.headers().firstValue("Connection").orElse(""));

        assertEquals(TERMINATED, daemon.exit(), daemon.log());
        assertTrue(daemon.log().contains("\"drained\""), daemon.log());
        assertFalse(daemon.log().contains(SECRET), daemon.log());
        for (String line : daemon.log().lines().toList()) {
          assertTrue(Json.isObject(line), line);
        }
      }
    }
  }

  private static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void refusesABadEnvironmentWithItsReport() throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("REDIS_PORT", "no", "REDIS_PASSWORD", SECRET);
    try (Daemon daemon = new Daemon(directory, environment, "tally")) {
      assertEquals(USAGE, daemon.exit());
      assertTrue(daemon.log().contains("REDIS_HOST: is not set"), daemon.log());
      assertTrue(daemon.log().contains("REDIS_PORT: is a number"), daemon.log());
      assertFalse(daemon.log().contains(SECRET), daemon.log());
    }
  }

  @Test
  void refusesATakenPort() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Map<String, String> environment =
          Map.of("REDIS_HOST", "127.0.0.1", "PORT", Integer.toString(taken.getLocalPort()));
      try (Daemon daemon = new Daemon(directory, environment, "tally")) {
        assertEquals(USAGE, daemon.exit(), daemon.log());
        assertTrue(daemon.log().contains(" is in use"), daemon.log());
      }
    }
  }
}
