package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RedisServerTest {
  private static final String PASSWORD = "pa\"ss \\word";

  @Test
  void aServerAnswersAndIsGoneAfterClose() {
    RedisServer server = RedisServer.builder().start();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Path directory = server.directory();
    assertEquals("PONG", server.call("PING"));
    assertTrue(server.call("INFO", "server").contains("redis_version:" + server.version()));
    server.close();
    assertFalse(process.isAlive());
    assertFalse(Files.exists(directory));
  }

  @Test
  void thePasswordIsNeitherInArgumentsNorInAReadableFile() throws IOException {
    try (RedisServer server = RedisServer.builder().password(PASSWORD).start()) {
      String arguments = Files.readString(Path.of("/proc/" + server.pid() + "/cmdline"));
      assertFalse(arguments.contains("word"), arguments);
      Path configuration = server.unixSocket().resolveSibling("redis.conf");
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration)));
      assertEquals(PASSWORD, server.call("CONFIG", "GET", "requirepass").lines().toList().get(1));
    }
  }

  @Test
  void aConfiguredUserExists() {
    try (RedisServer server =
        RedisServer.builder().user("sonde on >secret ~* +info +ping").start()) {
      assertEquals("OK", server.call("AUTH", "sonde", "secret"));
    }
  }

  @Test
  void aReplicaFollowsItsPrimary() {
    try (RedisServer primary = RedisServer.builder().password(PASSWORD).start();
        RedisServer replica = RedisServer.builder().password("other").replicaOf(primary).start()) {
      primary.call("SET", "a", "b");
      await(() -> replica.call("GET", "a").equals("b"));
    }
  }

  @Test
  void sentinelsFindPrimaryReplicaAndEachOther() {
    try (RedisServer primary = RedisServer.builder().password(PASSWORD).start();
        RedisServer replica = RedisServer.builder().password(PASSWORD).replicaOf(primary).start();
        RedisServer one = RedisServer.builder().sentinel("mine", primary, 2).start();
        RedisServer two =
            RedisServer.builder().password("s").sentinel("mine", primary, 2).start()) {
      assertEquals(
          "127.0.0.1\n" + primary.port(), two.call("SENTINEL", "get-master-addr-by-name", "mine"));
      await(() -> one.call("INFO", "sentinel").contains("slaves=1,sentinels=2"));
      assertTrue(one.call("SENTINEL", "replicas", "mine").contains("" + replica.port()));
    }
  }

  @Test
  void aRestartKeepsPortAndPersistedDataAlsoAfterAKill() {
    try (RedisServer server = RedisServer.builder().config("appendonly", "yes").start()) {
      final int port = server.port();
      final long pid = server.pid();
      server.call("SET", "a", "b");
      server.restart();
      assertEquals("b", server.call("GET", "a"));
      server.kill();
      assertFalse(server.isRunning());
      server.restart();
      assertEquals("b", server.call("GET", "a"));
      assertEquals(port, server.port());
      assertTrue(server.pid() != pid);
      assertTrue(server.logText().lines().filter(l -> l.contains("just started")).count() >= 3);
    }
  }

  @Test
  void aPausedServerIsStoppedByTheSystemAndEndsAllTheSame() throws IOException {
    RedisServer server = RedisServer.builder().start();
    try (server) {
      server.pause();
      assertTrue(Files.readString(Path.of("/proc/" + server.pid() + "/stat")).contains(") T "));
      server.resume();
      assertEquals("PONG", server.call("PING"));
      server.pause();
    }
    assertFalse(server.isRunning());
  }

  @Test
  void aFailedStartNamesTheServersReasonAndLeavesNothing() throws IOException {
    try (RedisServer other = RedisServer.builder().start()) {
      assertTrue(other.isRunning());
      Path base = Workspace.get().base();
      long before = count(base);
      ServerException e =
          assertThrows(
              ServerException.class,
              () ->
                  RedisServer.builder()
                      .password("hidden")
                      .user("sonde on >covered +nosuchcommand")
                      .start());
      assertTrue(e.getMessage().contains("nosuchcommand"), e.getMessage());
      assertFalse(e.getMessage().contains("hidden"), e.getMessage());
      assertFalse(e.getMessage().contains("covered"), e.getMessage());
      assertEquals(before, count(base));
    }
  }

  @Test
  void aConfigurationLineCannotSmuggleInAnother() {
    RedisServerBuilder builder = RedisServer.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.password("a\nport 1"));
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within 20 seconds");
      LockSupport.parkNanos(5_000_000);
    }
  }
}
