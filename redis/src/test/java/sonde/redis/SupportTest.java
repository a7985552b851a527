package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sonde.redisclient.RedisCommand;

/** What a version or flavour lacks would show in its statistics of errors, if it were asked. */
class SupportTest {
  @Test
  void whatAVersionLacksIsNeverSent() {
    assertEquals(Set.of("CONFIG", "INFO", "LATENCY LATEST", "SLOWLOG"), sent("redis-5.0-replica"));
    assertEquals(
        Set.of("CONFIG", "INFO", "LATENCY HISTOGRAM", "LATENCY LATEST", "SLOWLOG"),
        sent("redis-8.0"));
    assertEquals(
        Set.of("COMMANDLOG", "CONFIG", "INFO", "LATENCY HISTOGRAM", "LATENCY LATEST", "SLOWLOG"),
        sent("valkey-9.1"));
    assertEquals(Set.of("CONFIG", "INFO", "LATENCY LATEST", "SLOWLOG"), sent("keydb-6.3"));
  }

  /** The commands that a server is sent by default; of LATENCY each for itself. */
  private static Set<String> sent(String info) {
    RecordedRedis redis = RecordedRedis.withInfo(InfoGoldenTest.info(info));
    try (Scraper scraper = Scraper.ofDefaults(redis)) {
      assertTrue(scraper.scrape().up());
    }
    return redis.pipelines().stream()
        .flatMap(List::stream)
        .map(RedisCommand::toString)
        .map(command -> command.startsWith("LATENCY") ? command : command.split(" ")[0])
        .collect(Collectors.toSet());
  }
}
