package sonde.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Collector;
import sonde.testkit.Golden;

/** All that becomes of an INFO, by version and flavour. */
class InfoGoldenTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  @ParameterizedTest
  @ValueSource(strings = {"redis-5.0-replica", "redis-7.0", "redis-8.0", "valkey-9.1", "keydb-6.3"})
  void everyFieldIsWhatItIs(String server) {
    Golden.files()
        .assertMatches(
            "expositions/" + server + ".prom",
            Scraper.scrape(RecordedRedis.withInfo(info(server)), readingOnlyInfo()));
  }

  /** The server collector with a clock that stands, and the others that need no more than INFO. */
  private static List<Collector<RedisFacts>> readingOnlyInfo() {
    return Stream.concat(
            Stream.of(new ServerCollector(() -> NOW)),
            Scraper.defaults().stream()
                .filter(collector -> !collector.spec().name().equals("server"))
                .filter(collector -> collector.spec().privileges().contains("+info"))
                .filter(collector -> !collector.spec().name().equals("latency_histogram")))
        .toList();
  }

  static String info(String server) {
    try (InputStream in =
        Objects.requireNonNull(
            InfoGoldenTest.class.getResourceAsStream("/info/" + server + ".txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
