package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.ExpositionParser;
import sonde.collect.Format;
import sonde.collect.MalformedExpositionException;
import sonde.collect.ParsedFamily;
import sonde.collect.Sink;
import sonde.collect.Snapshot;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.Reply;

/** Whatever a server returns, the exposition can be read and stays within bounds. */
class HostileServerTest {
  private static final String MEGABYTE = "x\"\\\u20ac".repeat(1 << 18);

  private static final List<String> TEXTS =
      List.of(
          "a\"b\\c{d}=e,f",
          "tab\there\u0000\u0007\u001b[31m",
          "\u2028\u202e\ufeff\ud800 lone",
          "line\nbreak\r\nand # TYPE redis_up counter\nredis_up 7",
          "\ud83d\ude00".repeat(600),
          MEGABYTE);

  /** INFO with a text wherever the server or its clients choose one. */
  private static String info(String text) {
    return InfoGoldenTest.info("valkey-9.1")
        .replace("cmdstat_get:", "cmdstat_" + text + ":")
        .replace("errorstat_ERR:", "errorstat_" + text + ":")
        .replace("latency_percentiles_usec_get:", "latency_percentiles_usec_" + text + ":")
        .replace("ip=10.254.11.1", "ip=" + text)
        .replace("state=online", "state=" + text)
        .replace("os:Linux", "os:" + text)
        .replace("run_id:", "run_id:" + text)
        .replace("cluster_enabled:0", "cluster_enabled:1\r\ncluster_" + text + ":5")
        .replace("db3:", text + ":");
  }

  private static RecordedRedis redis(byte[] info, String text) {
    return RecordedRedis.withInfo("")
        .answering(new Reply.Bulk(info), "INFO", "ALL")
        .answering(RecordedRedis.bulk("cluster_" + text + ":1\r\n"), "CLUSTER", "INFO")
        .answering(RecordedRedis.array(RecordedRedis.array(text, 1, 2, 3)), "LATENCY", "LATEST")
        .answering(
            RecordedRedis.array(
                text, RecordedRedis.array("calls", 1, "histogram_usec", RecordedRedis.array(1, 1))),
            "LATENCY",
            "HISTOGRAM");
  }

  private static List<ParsedFamily> parsed(RecordedRedis redis) {
    try (Scraper scraper = Scraper.ofDefaults(redis)) {
      Snapshot snapshot = scraper.scrape();
      String exposition = Scraper.text(snapshot);
      assertTrue(exposition.length() < 500_000, () -> "" + exposition.length());
      return ExpositionParser.parse(Format.TEXT, exposition);
    } catch (MalformedExpositionException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertBounded(List<ParsedFamily> families) {
    for (ParsedFamily family : families) {
      assertTrue(family.name().length() < 300, family.name());
      for (ParsedFamily.Series series : family.samples()) {
        series
            .labels()
            .forEach((name, value) -> assertTrue(value.length() <= Sink.MAX_LABEL_VALUE, name));
      }
    }
  }

  @Test
  void textsOfTheServerAndItsClientsAreEscapedOrCut() {
    for (String text : TEXTS) {
      byte[] info = info(text).getBytes(StandardCharsets.UTF_8);
      List<ParsedFamily> families = parsed(redis(info, text));
      assertBounded(families);
      List<ParsedFamily> up = families.stream().filter(f -> f.name().equals("redis_up")).toList();
      assertEquals(1, up.getFirst().samples().size());
      assertEquals(1, up.getFirst().samples().getFirst().value());
    }
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    byte[] info = info("\u00ff\u00fe\u0080").getBytes(StandardCharsets.ISO_8859_1);
    List<ParsedFamily> families = parsed(redis(info, "x"));
    assertTrue(
        families.stream()
            .filter(family -> family.name().equals("redis_errors_total"))
            .flatMap(family -> family.samples().stream())
            .anyMatch(series -> series.labels().containsValue("\ufffd\ufffd\ufffd")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "1e999",
        "-1e999",
        "0x1p3",
        "1_000",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "1,2",
        "99999999999999999999999999",
        "1.2.3",
        "\u0661",
        "1d",
        "12.5%",
        "ok",
        "true",
        "+",
        "=",
        ",",
        "calls=",
        "calls=x,usec=1",
        "=1",
        "p=1",
        "p50=",
        "p50=x",
        "p",
        ",,,"
      })
  void oddNumbersNeverThrow(String odd) {
    StringBuilder info = new StringBuilder();
    for (String line : InfoGoldenTest.info("keydb-6.3").split("\r\n", -1)) {
      int colon = line.indexOf(':');
      boolean needed = line.startsWith("redis_version");
      info.append(colon < 0 || needed ? line : line.substring(0, colon + 1) + odd).append("\r\n");
    }
    RecordedRedis redis = RecordedRedis.withInfo(info.toString());
    for (String[] command :
        new String[][] {
          {"CONFIG", "GET", "databases"},
          {"CONFIG", "GET", "maxclients"},
          {"CONFIG", "GET", "maxmemory"},
          {"CONFIG", "GET", "io-threads"},
          {"CONFIG", "GET", "repl-backlog-size"},
          {"CONFIG", "GET", "client-output-buffer-limit"}
        }) {
      redis.answering(RecordedRedis.array(command[2], odd), command);
    }
    try (Scraper scraper = Scraper.ofDefaults(redis)) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up(), () -> "" + snapshot.failure());
      assertEquals(Set.of(), Scraper.failed(snapshot), () -> "" + snapshot.collectors());
    }
  }

  @Test
  void manyNamesOfTheServersMakingAreCutAtTheBudget() {
    StringBuilder info = new StringBuilder("redis_version:7.0.15\r\n\r\n# Errorstats\r\n");
    for (int i = 0; i < 150_000; i++) {
      info.append("errorstat_E").append(i).append(":count=2\r\n");
    }
    try (Scraper scraper =
        Scraper.of(RecordedRedis.withInfo(info.toString()), List.of(Scraper.named("errorstats")))) {
      Snapshot snapshot = scraper.scrape();
      assertEquals(100_000, snapshot.collectors().getFirst().series());
      assertTrue(Scraper.text(snapshot).contains("redis_errors_total{err=\"other\"}"));
    }
  }

  /** Replies of any shape: a collector may fail by them, but says so as one that was misread. */
  @Test
  void repliesOfAnyShapeAreSurvived() {
    Random random = new Random(7);
    List<RedisCommand> asked = asked();
    for (int round = 0; round < 60; round++) {
      RecordedRedis redis = RecordedRedis.withInfo(InfoGoldenTest.info("valkey-9.1"));
      for (RedisCommand command : asked) {
        if (!command.toString().equals("INFO ALL")) {
          redis.answering(any(random, 3), command);
        }
      }
      try (Scraper scraper = Scraper.ofDefaults(redis)) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up());
        String reports = "" + snapshot.collectors();
        assertTrue(!reports.contains("kind=BUG"), reports);
        assertBounded(ExpositionParser.parse(Format.TEXT, Scraper.text(snapshot)));
      } catch (MalformedExpositionException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static List<RedisCommand> asked() {
    RecordedRedis redis = RecordedRedis.withInfo(InfoGoldenTest.info("valkey-9.1"));
    try (Scraper scraper = Scraper.ofDefaults(redis)) {
      scraper.scrape();
    }
    return redis.pipelines().stream().flatMap(List::stream).distinct().toList();
  }

  private static Reply any(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 -> Reply.Nil.NIL;
      case 1 -> new Reply.Int(random.nextLong());
      case 2 -> RecordedRedis.bulk(TEXTS.get(random.nextInt(TEXTS.size() - 1)));
      case 3 -> new Reply.Simple("" + random.nextInt());
      default -> {
        List<Reply> items = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          items.add(any(random, depth - 1));
        }
        yield new Reply.Array(items);
      }
    };
  }
}
