package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.collect.Outcome;
import sonde.servers.RedisServer;

class ProcessCollectorTest {
  /** The machine has run for 5000 seconds. */
  private static final double BOOT = 5000;

  private static final String INFO =
      """
      # Server
      redis_version:7.0.15
      process_id:3759
      uptime_in_seconds:100
      """;

  @TempDir Path proc;

  @BeforeEach
  void server() throws IOException {
    Files.createDirectories(proc.resolve("3759"));
    Files.writeString(proc.resolve("uptime"), BOOT + " 3565.28\n");
    stat("redis-server", 100.4);
    Files.writeString(
        proc.resolve("3759/status"),
        "Name:\tredis-server\nVmHWM:\t   9000 kB\nVmRSS:\t   8192 kB\n");
    Files.writeString(
        proc.resolve("3759/io"),
        """
        rchar: 1
        wchar: 2
        syscr: 3
        syscw: 4
        read_bytes: 4096
        write_bytes: 12288
        cancelled_write_bytes: 5
        """);
  }

  private void stat(String name, double age) throws IOException {
    long start = Math.round((BOOT - age) * 100);
    Files.writeString(
        proc.resolve("3759/stat"),
        "3759 ("
            + name
            + ") S 1 3759 3759 0 -1 4194560 2000 0 0 0 123 45 0 0 20 0 5 0 "
            + start
            + " 74530816 3000 18446744073709551615 1 1 0 0 0 0 0 4097 17610 0 0 0 17 0\n");
  }

  private String scrape(String address) {
    return Scraper.scrape(RecordedRedis.at(address, INFO), new ProcessCollector(proc));
  }

  private Outcome outcome(String address) {
    try (Scraper scraper =
        Scraper.of(RecordedRedis.at(address, INFO), List.of(new ProcessCollector(proc)))) {
      return Scraper.outcomes(scraper.scrape()).getOrDefault("process", new Outcome.Success());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:6379", "localhost:6379", "[::1]:6379", "unix:///run/redis.sock"})
  void aLocalServersProcessIsLookedAt(String address) {
    assertEquals(
        """
        # TYPE sonde_store_cpu_seconds_total counter
        sonde_store_cpu_seconds_total 1.68
        # TYPE sonde_store_read_bytes_total counter
        sonde_store_read_bytes_total 4096
        # TYPE sonde_store_resident_memory_bytes gauge
        sonde_store_resident_memory_bytes 8.388608e+06
        # TYPE sonde_store_written_bytes_total counter
        sonde_store_written_bytes_total 12288
        """,
        scrape(address));
  }

  @Test
  void aFileThatMayNotBeReadCostsOnlyItsFamilies() throws IOException {
    Files.delete(proc.resolve("3759/io"));
    assertEquals(
        """
        # TYPE sonde_store_cpu_seconds_total counter
        sonde_store_cpu_seconds_total 1.68
        # TYPE sonde_store_resident_memory_bytes gauge
        sonde_store_resident_memory_bytes 8.388608e+06
        """,
        scrape("127.0.0.1:6379"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-server", "valkey-server", "keydb-server", "redis-sentinel"})
  void everyFlavourIsKnown(String name) throws IOException {
    stat(name, 100);
    assertEquals(new Outcome.Success(), outcome("127.0.0.1:6379"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "redis-cli", "redis) S 1 (x", ""})
  void anotherProgramIsNotTakenForTheServer(String name) throws IOException {
    stat(name, 100);
    assertUnsupported("127.0.0.1:6379", "process 3759 is not the server here");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 90, 120, 4000})
  void aServerThatStartedAtAnotherTimeIsAnotherServer(double age) throws IOException {
    stat("redis-server", age);
    assertUnsupported("127.0.0.1:6379", "process 3759 is not the server here");
  }

  @ParameterizedTest
  @ValueSource(doubles = {99, 100, 105})
  void wholeSecondsAndASlowStartAreAllowedFor(double age) throws IOException {
    stat("redis-server", age);
    assertEquals(new Outcome.Success(), outcome("127.0.0.1:6379"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3759", "3759 (redis-server) S 1", "3759 (redis-server) S x y z"})
  void aStatOfAnotherFormIsNoProcess(String stat) throws IOException {
    Files.writeString(proc.resolve("3759/stat"), stat);
    assertUnsupported("127.0.0.1:6379", "process 3759 is not the server here");
  }

  @Test
  void aRemoteServersProcessIsNotLookedFor() {
    assertUnsupported("redis.example:6379", "on this machine only");
  }

  private void assertUnsupported(String address, String why) {
    Outcome.Unsupported outcome = assertInstanceOf(Outcome.Unsupported.class, outcome(address));
    assertTrue(outcome.reason().contains(why), outcome.reason());
  }

  @Test
  void aRealServersProcessIsFound() {
    RedisServer server = Servers.standalone();
    String text = Scraper.scrape(Servers.connector(server), Scraper.named("process"));
    assertEquals(4, text.lines().filter(line -> line.startsWith("sonde_store_")).count(), text);
    double resident =
        text.lines()
            .filter(line -> line.startsWith("sonde_store_resident_memory_bytes "))
            .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
            .sum();
    assertTrue(resident > 1e6, text);
  }
}
