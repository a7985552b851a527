package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.testkit.Logs;

/** Each record once, whatever is done to the spool and the tables. */
final class DeliveryTest {
  private static final long MIB = 1 << 20;
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir private Path directory = Path.of("");

  private final AtomicLong nanos = new AtomicLong();
  private final InstantSource time =
      () -> Instant.ofEpochMilli(Records.TIME).plus(Duration.ofNanos(nanos.get()));

  @ParameterizedTest
  @EnumSource
  void writesWhatRecordsSay(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    try (Spool spool = spool("spool")) {
      byte[] records = new byte[4 * FlowRecord.BYTES];
      Address v6 = new Address(0x2001_0db8_0000_0000L, 7);
      put(
          records,
          0,
          Event.REFUSED,
          6,
          new Address(0, Address.mapped(0xc0000207)),
          40_000,
          v6,
          443,
          1);
      put(records, 1, Event.CLOSED, 17, v6, 65_535, new Address(0, Address.mapped(1)), 53, 0);
      put(
          records,
          2,
          Event.SUMS,
          6,
          new Address(0, Address.mapped(0xc0000207)),
          0,
          Address.NONE,
          443,
          5);
      put(records, 3, Event.SUMS, 132, Address.NONE, 0, Address.NONE, 9, 2);
      FlowRecord.putAmounts(records, 3 * FlowRecord.BYTES, Long.MAX_VALUE, -1, 2, 1, 2, 3, 4);
      spool.append(records, 4);
      spool.sync();
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      delivery.close();
      assertEquals(new Delivery.Stats(true, 4, 1, 0, 0, 0), delivery.stats());
    }
    assertEquals(
        """
        1\t1\trefused\ttcp\t192.0.2.7\t40000\t2001:db8::7\t443\t1\t10\t600\t8\t480
        1\t2\tclosed\tudp\t2001:db8::7\t65535\t0.0.0.1\t53\t0\t10\t600\t8\t480
        1\t3\tsums\ttcp\t192.0.2.7\tNULL\tNULL\t443\t5\t10\t600\t8\t480
        1\t4\tsums\t132\tother\tNULL\tNULL\t9\t2\t1\t2\t3\t4""",
        sink.query(
            "SELECT spool_id, sequence, event, protocol, host, host_port, server, port, connections,"
                + " packets_from_host, bytes_from_host, packets_to_host, bytes_to_host"
                + " FROM connections ORDER BY sequence"));
    assertEquals(
        """
        192.0.2.7\t443\ttcp\t6\t36\t2160
        2001:db8::7\t53\tudp\t0\t18\t1080
        other\t9\t132\t2\t4\t6""",
        sink.query(
            "SELECT host, port, protocol, connections, packets, bytes FROM connections_by_host"
                + " ORDER BY host"));
    assertEquals(
        kind == Sinks.Kind.POSTGRES
            ? "2026-05-28 20:26:40.007\t2026-05-28 20:26:40\n9999-12-31 23:59:59.999\t1970-01-01 00:00:00"
            : "2026-05-28 20:26:40.007\t2026-05-28 20:26:40.000\n9999-12-31 23:59:59.999\t1970-01-01 00:00:00.000",
        sink.query(
            kind == Sinks.Kind.POSTGRES
                ? "SELECT time AT TIME ZONE 'UTC', started AT TIME ZONE 'UTC' FROM connections"
                    + " WHERE sequence IN (1, 4) ORDER BY sequence"
                : "SELECT CAST(time AS CHAR(23)), CAST(started AS CHAR(23)) FROM connections WHERE sequence IN (1, 4)"
                    + " ORDER BY sequence"));
  }

  private static void put(
      byte[] to,
      int index,
      Event event,
      int protocol,
      Address client,
      int clientPort,
      Address server,
      int port,
      long connections) {
    int at = index * FlowRecord.BYTES;
    FlowRecord.putIdentity(
        to,
        at,
        event,
        protocol,
        client.high(),
        client.low(),
        clientPort,
        server.high(),
        server.low(),
        port);
    FlowRecord.putAmounts(to, at, Records.TIME + 7, Records.TIME, connections, 10, 600, 8, 480);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWhereItWasAndMakesADroppedTableAnew(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    try (Spool spool = spool("spool")) {
      fill(spool, 1, 20_000);
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      assertEquals(0, spool.usage().records());
      fill(spool, 20_001, 100);
      delivery.close();
    }
    assertEquals(Sinks.account(20_100), sink.account());
    try (Spool spool = spool("spool")) {
      fill(spool, 20_101, 900);
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      assertEquals(Sinks.account(21_000), sink.account());
      assertEquals("1\t21000", sink.query("SELECT id, sequence FROM spools"));
      long found = 20_100 - (spool.first() - 1);
      assertEquals(new Delivery.Stats(true, 900, 1, 0, 0, found), delivery.stats());
      sink.query("DROP TABLE connections");
      fill(spool, 21_001, 500);
      run(delivery);
      assertEquals("500\t21001", sink.query("SELECT COUNT(*), MIN(sequence) FROM connections"));
      assertEquals("21500", sink.query("SELECT SUM(connections) FROM connections_by_host"));
      sink.query("DROP TABLE spools");
      fill(spool, 21_501, 10);
      run(delivery);
      assertEquals("510", sink.query("SELECT COUNT(*) FROM connections"));
      assertEquals("2\t21510", sink.query("SELECT id, sequence FROM spools"));
      assertEquals(0, delivery.stats().givenUp());
      delivery.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesAnOldCopyOfASpoolForANewOne(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    UUID id;
    try (Spool spool = spool("spool")) {
      id = spool.id();
      fill(spool, 1, 1000);
    }
    copy(directory.resolve("spool"), directory.resolve("copy"));
    try (Spool spool = spool("spool")) {
      fill(spool, 1001, 500);
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      delivery.close();
    }
    assertEquals(Sinks.account(1500), sink.account());
    try (Spool spool = spool("copy");
        Logs logs = new Logs()) {
      // Under numbers that the database has, but not these.
      append(spool, 1501, 1000);
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      assertEquals(Sinks.account(2500), sink.account());
      assertNotEquals(id, spool.id());
      assertEquals(1, logs.with("an older copy of it must have been put back").size());
      append(spool, 2501, 10);
      run(delivery);
      delivery.close();
      assertEquals(Sinks.account(2510), sink.account());
      assertEquals("2", sink.query("SELECT COUNT(*) FROM spools"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void countsWhatADamagedSpoolHasLost(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    try (Spool spool = spool("spool")) {
      fill(spool, 1, 3000);
      Path segment = directory.resolve("spool").resolve("0000000000000001.seg");
      byte[] bytes = Files.readAllBytes(segment);
      bytes[Segment.HEADER + 100] ^= 1;
      Files.write(segment, bytes);
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      assertEquals(2900, delivery.stats().rows());
      assertEquals(100, delivery.stats().givenUp());
      assertEquals("2900\t101", sink.query("SELECT COUNT(*), MIN(sequence) FROM connections"));
      delivery.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesOldRowsInStepsAndKeepsTheSums(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    try (Spool spool = spool("spool")) {
      fill(spool, 1, 20_000);
      Delivery delivery = delivery(spool, sink, Duration.ofHours(1));
      run(delivery);
      assertEquals(Sinks.account(20_000), sink.account());
      // The times of the records are a millisecond apart; 12,000 of them are now too old.
      nanos.addAndGet(Duration.ofHours(1).plusMillis(12_001).toNanos());
      assertEquals(0, delivery.step());
      assertEquals("15000", sink.query("SELECT COUNT(*) FROM connections"));
      assertEquals(0, delivery.step());
      assertEquals("10000", sink.query("SELECT COUNT(*) FROM connections"));
      run(delivery);
      assertEquals("8000\t12001", sink.query("SELECT COUNT(*), MIN(sequence) FROM connections"));
      assertEquals("20000", sink.query("SELECT SUM(connections) FROM connections_by_host"));
      delivery.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesTablesOfALaterVersion(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    try (Spool spool = spool("spool");
        Logs logs = new Logs()) {
      Delivery delivery = delivery(spool, sink, MONTH);
      run(delivery);
      delivery.close();
      sink.query("UPDATE flows_schema SET version = 2");
      Delivery refused = delivery(spool, sink, MONTH);
      assertEquals(Duration.ofSeconds(1).toNanos(), refused.step());
      assertFalse(refused.stats().up());
      assertEquals(
          List.of(
              "WARN lost the database "
                  + sink.url()
                  + ": its tables are of a later version of Sonde (schema 2, this one knows 1): use"
                  + " that one; retry in 1 s"),
          logs.with("lost"));
      refused.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalWriteIntoOneDatabaseAtOnce(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    int machines = 3;
    try (ExecutorService executor = Executors.newFixedThreadPool(machines)) {
      List<Future<Delivery.Stats>> stats =
          executor
              .invokeAll(
                  Stream.iterate(0, i -> i + 1)
                      .limit(machines)
                      .map(i -> (Callable<Delivery.Stats>) () -> deliverInSmallBatches(i, sink))
                      .toList())
              .stream()
              .toList();
      for (Future<Delivery.Stats> each : stats) {
        assertEquals(2000, each.get().rows());
      }
    }
    assertEquals(
        "6000\t3", sink.query("SELECT COUNT(*), COUNT(DISTINCT spool_id) FROM connections"));
    assertEquals(
        "97\t6000", sink.query("SELECT COUNT(*), SUM(connections) FROM connections_by_host"));
    assertEquals("3\t3\t6000", sink.query("SELECT COUNT(*), MAX(id), SUM(sequence) FROM spools"));
  }

  private Delivery.Stats deliverInSmallBatches(int machine, Sinks.Sink sink) throws Exception {
    try (Spool spool = spool("spool" + machine)) {
      Delivery delivery = delivery(spool, sink, MONTH);
      for (int first = 1; first <= 2000; first += 100) {
        fill(spool, first, 100);
        while (spool.usage().records() > 0) {
          delivery.step();
          nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
      }
      delivery.close();
      return delivery.stats();
    }
  }

  @Test
  void logsHeartbeats() throws Exception {
    Sinks.Sink sink = Sinks.database(Sinks.Kind.SQLITE, directory);
    try (Spool spool = spool("spool");
        Logs logs = new Logs()) {
      Delivery delivery = delivery(spool, sink, MONTH);
      fill(spool, 1, 199);
      run(delivery);
      assertEquals(List.of(), logs.with("heartbeat"));
      fill(spool, 200, 2);
      run(delivery);
      fill(spool, 202, 1000);
      nanos.addAndGet(Duration.ofMillis(9_999).toNanos());
      run(delivery);
      assertEquals(1, logs.with("heartbeat").size());
      nanos.addAndGet(Duration.ofMillis(1).toNanos());
      run(delivery);
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      run(delivery);
      assertEquals(
          List.of(
              "INFO heartbeat: 201 rows written, 201 since the last; 0 wait",
              "INFO heartbeat: 1201 rows written, 1000 since the last; 0 wait"),
          logs.with("heartbeat"));
      delivery.close();
      assertEquals(1, logs.with("connected to jdbc:sqlite:" + sink.file() + ", SQLite 3.").size());
    }
  }

  @Test
  void saysAProblemOnceAndWaitsLongerEachTime() throws Exception {
    Path missing = directory.resolve("not-there").resolve("flows.db");
    DatabaseConnector connector =
        new DatabaseConnector(JdbcTarget.parse("jdbc:sqlite:" + missing), null, null, Sinks.LIMITS);
    try (Spool spool = spool("spool");
        Logs logs = new Logs()) {
      Delivery delivery = new Delivery(spool, connector, MONTH, 200, nanos::get, time);
      for (long seconds : new long[] {1, 2, 4, 8, 16, 30, 30, 30}) {
        assertEquals(Duration.ofSeconds(seconds).toNanos(), delivery.step());
        assertEquals(Duration.ofSeconds(seconds).toNanos(), delivery.step());
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
      }
      assertEquals(1, logs.with("lost the database").size());
      assertEquals(
          List.of(
              "INFO retry in 2 s",
              "INFO retry in 4 s",
              "INFO retry in 8 s",
              "INFO retry in 16 s",
              "INFO retry in 30 s, and so on until it is back"),
          logs.with("retry").stream().filter(line -> line.startsWith("INFO")).toList());
      Files.createDirectories(directory.resolve("not-there"));
      fill(spool, 1, 5);
      run(delivery);
      assertEquals(new Delivery.Stats(true, 5, 1, 0, 0, 0), delivery.stats());
      assertTrue(Files.exists(missing));
      delivery.close();
    }
  }

  private Spool spool(String name) throws SpoolException {
    return Spool.open(directory.resolve(name), 8 * MIB);
  }

  private Delivery delivery(Spool spool, Sinks.Sink sink, Duration retention) {
    return new Delivery(spool, sink.connector(), retention, 200, nanos::get, time);
  }

  /** Until nothing is left to do; a lost connection is opened again. */
  private void run(Delivery delivery) {
    long idle = Duration.ofMillis(200).toNanos();
    long pause = delivery.step();
    for (int i = 0; i < 200 && pause != idle; i++) {
      nanos.addAndGet(pause);
      pause = delivery.step();
    }
    assertEquals(idle, pause, () -> "it does not come to an end: " + delivery.stats());
  }

  private static void fill(Spool spool, long first, int count) throws Exception {
    assertEquals(first, append(spool, first, count));
  }

  private static long append(Spool spool, long first, int count) throws Exception {
    long number = spool.last() + 1;
    for (int done = 0; done < count; done += 100) {
      int some = Math.min(100, count - done);
      spool.append(Records.of(first + done, some), some);
    }
    spool.sync();
    return number;
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
