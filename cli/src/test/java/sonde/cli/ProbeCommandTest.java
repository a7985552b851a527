package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import sonde.collect.ExpositionParser;
import sonde.collect.Format;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;
import sonde.servers.RedisServer;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProbeCommandTest {
  private final RedisServer server =
      RedisServer.builder().user("watcher on >the-secret-word ~* &* +@all -slowlog").start();
  private String config = "";

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  void hasAKey() {
    server.call("SET", "a key", "1");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void configure() throws IOException {
    config =
        Files.writeString(
                directory.resolve("sonde.yaml"),
                """
                targets:
                  cache: {type: redis, address: '%s'}
                  limited:
                    {type: redis, address: '%s', username: watcher, password: the-secret-word}
                  gone: {type: redis, address: 'unix:///nowhere/redis.sock'}
                """
                    .formatted(server.address(), server.address()))
            .toString();
  }

  private static double value(String name, List<ParsedFamily> families) {
    return families.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + families))
        .samples()
        .getFirst()
        .value();
  }

  private static boolean has(String name, List<ParsedFamily> families) {
    return families.stream().anyMatch(family -> family.name().equals(name));
  }

  private static List<ParsedFamily> parsed(Ran ran) throws MalformedExpositionException {
    return ExpositionParser.parse(ExpositionParser.formatOf(ran.out()), ran.out());
  }

  @Test
  void printsOneScrape() throws MalformedExpositionException {
    Ran ran = Ran.of("probe", "--config", config, "cache");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("", ran.err());
    assertEquals(1, value("redis_up", parsed(ran)));
    assertEquals(1, value("redis_keys", parsed(ran)));
  }

  @Test
  void printsOpenMetrics() throws MalformedExpositionException {
    Ran ran = Ran.of("probe", "--config.file=" + config, "--format", "openmetrics", "cache");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(1, value("redis_up", ExpositionParser.parse(Format.OPENMETRICS, ran.out())));
  }

  @Test
  void runsJustTheCollectorsThatAreNamed() throws MalformedExpositionException {
    Ran ran =
        Ran.of(
            "probe", "--config", config, "cache", "--collector", "keyspace", "--collector=slowlog");
    assertEquals(0, ran.exit(), ran.err());
    List<ParsedFamily> families = parsed(ran);
    assertTrue(has("redis_keys", families));
    assertTrue(has("redis_slowlog_length", families));
    assertFalse(has("redis_memory_used_bytes", families));
  }

  @Test
  void saysWhatFailedOnStandardError() throws MalformedExpositionException {
    Ran ran = Ran.of("probe", "--config", config, "limited");
    assertEquals(0, ran.exit(), "the target is up");
    assertTrue(ran.err().startsWith("limited, slowlog: SLOWLOG "), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertFalse(has("redis_slowlog_length", parsed(ran)));
    assertFalse((ran.out() + ran.err()).contains("the-secret-word"));
  }

  @Test
  void exitsWithOneWhenTheTargetIsDown() throws MalformedExpositionException {
    Ran ran = Ran.of("probe", "--config", config, "gone");
    assertEquals(1, ran.exit());
    assertEquals(0, value("redis_up", parsed(ran)));
    assertTrue(ran.err().startsWith("gone, "), ran.err());
    assertTrue(ran.err().contains(": down: "), ran.err());
  }

  @Test
  void takesTheTargetsNodeAndNoOther() {
    String node = server.host() + ":" + server.port();
    assertEquals(0, Ran.of("probe", "--config", config, "cache", "--node", node).exit());
    Ran other = Ran.of("probe", "--config", config, "cache", "--node", "elsewhere:6379");
    assertEquals(2, other.exit());
    assertTrue(other.err().contains("there is " + node), other.err());
  }

  @Test
  void saysWhatThereIsForWhatThereIsNot() {
    Ran target = Ran.of("probe", "--config", config, "cahce");
    assertEquals(2, target.exit());
    assertTrue(target.err().contains("did you mean cache?"), target.err());
    Ran collector = Ran.of("probe", "--config", config, "cache", "--collector", "slowlgo");
    assertEquals(2, collector.exit());
    assertTrue(collector.err().contains("there is no collector slowlgo"), collector.err());
    assertTrue(collector.err().contains("slowlog"), collector.err());
    Ran format = Ran.of("probe", "--config", config, "cache", "--format", "json");
    assertEquals(2, format.exit());
    assertTrue(format.err().contains("text or openmetrics, not json"), format.err());
    Ran file = Ran.of("probe", "--config", config + ".none", "cache");
    assertEquals(2, file.exit());
    assertTrue(file.err().contains("sonde.yaml.none"), file.err());
    assertEquals("", target.out() + collector.out() + format.out() + file.out());
  }
}
