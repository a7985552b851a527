package sonde.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.SqlServer;

/** Each record once, whatever is done to the server. */
final class DeliveryTroubleTest {
  private static final long MIB = 1 << 20;
  private static final Duration MONTH = Duration.ofDays(36_500);
  private static final long SECOND = 1_000_000_000L;
  private static final Sinks SINKS = new Sinks();

  @TempDir private Path directory = Path.of("");

  @AfterAll
  static void end() {
    SINKS.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "POSTGRES"})
  void aServerIsKilledUnderLoad(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = SINKS.database(kind, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    AtomicBoolean ended = new AtomicBoolean();
    try (Spool spool = Spool.open(directory.resolve("spool"), 512 * MIB);
        Delivery delivery = Delivery.start(spool, sink.connector(), MONTH, 200)) {
      Thread load = Thread.ofPlatform().start(() -> load(spool, ended));
      for (int i = 0; i < 3; i++) {
        long before = delivery.stats().rows();
        Await.until(() -> delivery.stats().rows() > before + 10_000);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(SECOND / 10));
        server.kill();
        Await.until(() -> !delivery.stats().up());
        server.start();
      }
      ended.set(true);
      load.join();
      Await.until(() -> spool.usage().records() == 0);
      assertEquals(Sinks.account(spool.last()), sink.account());
      Await.until(() -> delivery.stats().rows() == spool.last());
      assertEquals(0, delivery.stats().givenUp());
    }
  }

  private static void load(Spool spool, AtomicBoolean ended) {
    try {
      while (!ended.get() && spool.usage().records() < 200_000) {
        append(spool, 500);
        LockSupport.parkNanos(SECOND / 200);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL", "POSTGRES"})
  void answersToCommitsAreLost(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = SINKS.database(kind, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    try (CuttingProxy proxy = new CuttingProxy(server.port());
        Spool spool = Spool.open(directory.resolve("spool"), 64 * MIB)) {
      String url = sink.url().replace(":" + server.port() + "/", ":" + proxy.port() + "/");
      DatabaseConnector connector =
          new DatabaseConnector(
              JdbcTarget.parse(url),
              server.superuser(),
              SecretSource.fixed(Secret.of(server.password())),
              Sinks.LIMITS);
      Clock clock = new Clock();
      Delivery delivery =
          new Delivery(spool, connector, MONTH, 200, clock::nanos, InstantSource.system());
      clock.run(delivery);
      for (int i = 0; i < 5; i++) {
        append(spool, 777);
        proxy.cut(1);
        clock.run(delivery);
        assertEquals(0, proxy.left(), "a commit was cut off");
      }
      assertEquals(Sinks.account(5 * 777), sink.account());
      assertEquals(5 * 777, delivery.stats().rows());
      delivery.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL", "POSTGRES"})
  void aPasswordIsMended(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = SINKS.database(kind, directory);
    grant(kind, sink, "writer");
    Path file = Files.writeString(directory.resolve("password"), "s3cret-wrong");
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB);
        Logs logs = new Logs()) {
      append(spool, 10);
      Clock clock = new Clock();
      Delivery delivery =
          new Delivery(
              spool,
              sink.connector("writer" + sink.name(), SecretSource.file(file)),
              MONTH,
              200,
              clock::nanos,
              InstantSource.system());
      assertEquals(SECOND, delivery.step());
      clock.advance(SECOND);
      assertEquals(2 * SECOND, delivery.step());
      assertEquals(1, logs.with("lost the database " + sink.url() + ": ").size());
      Files.writeString(file, "s3cret-right\n");
      clock.run(delivery);
      assertEquals(Sinks.account(10), sink.account());
      assertEquals(List.of(), logs.with("s3cret"));
      delivery.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL", "POSTGRES"})
  void aServerBecomesReadOnlyForAWhile(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = SINKS.database(kind, directory);
    grant(kind, sink, "writer");
    boolean postgres = kind == Sinks.Kind.POSTGRES;
    String on =
        postgres
            ? "ALTER SYSTEM SET default_transaction_read_only = on"
            : "SET GLOBAL read_only = ON";
    String off =
        postgres
            ? "ALTER SYSTEM SET default_transaction_read_only = off"
            : "SET GLOBAL read_only = OFF";
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB);
        Logs logs = new Logs()) {
      Clock clock = new Clock();
      Delivery delivery =
          new Delivery(
              spool,
              sink.connector("writer" + sink.name(), SecretSource.fixed(Secret.of("s3cret-right"))),
              MONTH,
              200,
              clock::nanos,
              InstantSource.system());
      append(spool, 10);
      clock.run(delivery);
      append(spool, 10);
      switchTo(sink, on, postgres);
      try {
        Await.until(
            () -> {
              delivery.step();
              clock.advance(SECOND);
              return !delivery.stats().up();
            });
        for (int i = 0; i < 10; i++) {
          clock.advance(delivery.step());
        }
        assertEquals(1, logs.with("lost the database").size());
        assertEquals(10, spool.usage().records());
      } finally {
        switchTo(sink, off, postgres);
      }
      Await.until(
          () -> {
            clock.advance(delivery.step());
            return spool.usage().records() == 0;
          });
      assertEquals(Sinks.account(20), sink.account());
      delivery.close();
    }
  }

  private static void switchTo(Sinks.Sink sink, String sql, boolean postgres) throws Exception {
    sink.query(sql);
    if (postgres) {
      sink.query("SELECT pg_reload_conf()");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "POSTGRES"})
  void aServerThatStandsStillIsGivenUpAndAnEndIsQuick(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = SINKS.database(kind, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB)) {
      Delivery delivery = Delivery.start(spool, sink.connector(), MONTH, 200);
      Await.until(() -> delivery.stats().up());
      server.pause();
      append(spool, 1000);
      Await.until(() -> !delivery.stats().up());
      server.resume();
      Await.until(() -> spool.usage().records() == 0);
      assertEquals(Sinks.account(1000), sink.account());
      server.pause();
      append(spool, 1000);
      long started = System.nanoTime();
      delivery.close();
      assertTrue(System.nanoTime() - started < 20 * SECOND, "the end took too long");
      server.resume();
      try (Delivery next = Delivery.start(spool, sink.connector(), MONTH, 200)) {
        Await.until(() -> spool.usage().records() == 0);
        assertFalse(next.stats().givenUp() > 0);
      }
      assertEquals(Sinks.account(2000), sink.account());
    }
  }

  /** A user who may do what the documentation says that it needs. */
  private static void grant(Sinks.Kind kind, Sinks.Sink sink, String user) throws Exception {
    sink.query(
        kind == Sinks.Kind.POSTGRES
            ? "CREATE USER %1$s PASSWORD 's3cret-right'; GRANT CREATE ON SCHEMA public TO %1$s"
                .formatted(user + sink.name())
            : ("CREATE USER '%1$s'@'%%' IDENTIFIED BY 's3cret-right';"
                    + " GRANT CREATE, INDEX, SELECT, INSERT, UPDATE, DELETE ON %2$s.* TO '%1$s'@'%%'")
                .formatted(user + sink.name(), sink.name()));
  }

  private static void append(Spool spool, int count) throws Exception {
    for (int done = 0; done < count; done += 250) {
      int some = Math.min(250, count - done);
      spool.append(Records.of(spool.last() + 1, some), some);
    }
    spool.sync();
  }

  /** Time that passes when something waits for it. */
  private static final class Clock {
    private long now;

    long nanos() {
      return now;
    }

    void advance(long nanos) {
      now += nanos;
    }

    /** Until nothing is left to do. */
    void run(Delivery delivery) {
      long pause = delivery.step();
      for (int i = 0; i < 200 && pause != SECOND / 5; i++) {
        now += pause;
        pause = delivery.step();
      }
      assertEquals(SECOND / 5, pause, () -> "it does not come to an end: " + delivery.stats());
    }
  }
}
