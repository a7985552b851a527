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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.SqlServer;
import sonde.testkit.Await;
import sonde.testkit.Logs;

/** Each record once, whatever is done to the server. */
final class DeliveryTroubleTest {
  private static final long MIB = 1 << 20;
  private static final Duration MONTH = Duration.ofDays(36_500);
  private static final long SECOND = 1_000_000_000L;

  /** Records of several batches. */
  private static final long WAITING = 30_000;

  /** Of whom waits for an answer no longer than a test may. */
  private static final DatabaseSql.Limits IMPATIENT =
      new DatabaseSql.Limits(Duration.ofSeconds(1), Duration.ofSeconds(1));

  /** Of whom waits for an answer for longer than an end may take. */
  private static final DatabaseSql.Limits PATIENT =
      new DatabaseSql.Limits(Duration.ofSeconds(1), Duration.ofSeconds(60));

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "POSTGRES"})
  void aServerIsKilledUnderLoad(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    AtomicBoolean loaded = new AtomicBoolean();
    AtomicBoolean delivered = new AtomicBoolean();
    try (Spool spool = Spool.open(directory.resolve("spool"), 64 * MIB)) {
      Clock clock = new Clock();
      Delivery delivery = delivery(spool, sink.connector(), clock);
      Thread load = Thread.ofPlatform().start(() -> load(spool, loaded));
      Thread delivers = Thread.ofPlatform().start(() -> clock.run(delivery, delivered));
      for (int i = 0; i < 3; i++) {
        long before = delivery.stats().rows();
        Await.until(() -> delivery.stats().rows() > before + 10_000);
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(SECOND / 10));
        server.kill();
        Await.until(() -> !delivery.stats().up());
        server.start();
      }
      loaded.set(true);
      load.join();
      Await.until(() -> delivery.stats().rows() == spool.last());
      delivered.set(true);
      delivers.join();
      assertEquals(0, spool.usage().records());
      assertEquals(Sinks.account(spool.last()), sink.account());
      assertEquals(0, delivery.stats().givenUp());
      delivery.close();
    }
  }

  /** As fast as the database takes it; some batches wait. */
  private static void load(Spool spool, AtomicBoolean ended) {
    try {
      while (!ended.get()) {
        if (spool.usage().records() < WAITING) {
          append(spool, 500);
        }
        LockSupport.parkNanos(SECOND / 200);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "MYSQL", "POSTGRES"})
  void answersToCommitsAreLost(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
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
      Delivery delivery = delivery(spool, connector, clock);
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
    Sinks.Sink sink = Sinks.database(kind, directory);
    grant(kind, sink, "writer");
    Path file = Files.writeString(directory.resolve("password"), "s3cret-wrong");
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB);
        Logs logs = new Logs()) {
      append(spool, 10);
      Clock clock = new Clock();
      Delivery delivery =
          delivery(spool, sink.connector("writer" + sink.name(), SecretSource.file(file)), clock);
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
    Sinks.Sink sink = Sinks.database(kind, directory);
    grant(kind, sink, "writer");
    boolean postgres = kind == Sinks.Kind.POSTGRES;
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB);
        Logs logs = new Logs()) {
      Clock clock = new Clock();
      Delivery delivery =
          delivery(
              spool,
              sink.connector("writer" + sink.name(), SecretSource.fixed(Secret.of("s3cret-right"))),
              clock);
      append(spool, 10);
      clock.run(delivery);
      append(spool, 10);
      setReadOnly(sink, postgres, true);
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
        setReadOnly(sink, postgres, false);
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

  private static void setReadOnly(Sinks.Sink sink, boolean postgres, boolean on) throws Exception {
    String value = on ? "on" : "off";
    if (!postgres) {
      sink.query("SET GLOBAL read_only = " + value);
      return;
    }
    sink.query("ALTER SYSTEM SET default_transaction_read_only = " + value);
    sink.query("SELECT pg_reload_conf()");
    // It takes effect a moment later, and on new connections no sooner than on others.
    Await.until(() -> sink.query("SHOW default_transaction_read_only").equals(value));
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "POSTGRES"})
  void aServerThatStandsStillIsGivenUp(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB)) {
      Clock clock = new Clock();
      Delivery delivery = delivery(spool, sink.connector(IMPATIENT), clock);
      clock.run(delivery);
      append(spool, 1000);
      server.pause();
      try {
        assertEquals(SECOND, delivery.step());
        assertFalse(delivery.stats().up());
      } finally {
        server.resume();
      }
      Await.until(
          () -> {
            clock.advance(delivery.step());
            return spool.usage().records() == 0;
          });
      assertEquals(Sinks.account(1000), sink.account());
      delivery.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MARIADB", "POSTGRES"})
  void anEndIsQuickWhileAServerStandsStill(Sinks.Kind kind) throws Exception {
    Sinks.Sink sink = Sinks.database(kind, directory);
    SqlServer server = Objects.requireNonNull(sink.server());
    try (Spool spool = Spool.open(directory.resolve("spool"), 8 * MIB)) {
      Delivery delivery = Delivery.start(spool, sink.connector(PATIENT), MONTH, 200);
      Await.until(() -> delivery.stats().up());
      server.pause();
      try {
        append(spool, 1000);
        long started = System.nanoTime();
        delivery.close();
        assertTrue(System.nanoTime() - started < 20 * SECOND, "the end took too long");
      } finally {
        server.resume();
      }
      try (Delivery next = Delivery.start(spool, sink.connector(), MONTH, 200)) {
        Await.until(() -> spool.usage().records() == 0);
        assertFalse(next.stats().givenUp() > 0);
      }
      assertEquals(Sinks.account(1000), sink.account());
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

  private static Delivery delivery(Spool spool, DatabaseConnector connector, Clock clock) {
    return new Delivery(spool, connector, MONTH, 200, clock::nanos, InstantSource.system());
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

    /** Until it is told to end; the waits between two tries are short. */
    void run(Delivery delivery, AtomicBoolean ended) {
      while (!ended.get()) {
        long pause = delivery.step();
        now += pause;
        LockSupport.parkNanos(Math.min(pause, SECOND / 50));
      }
    }
  }
}
