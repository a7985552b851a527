package sonde.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path directory;

  @Test
  void withoutPathTheBundledOneIsUnpackedAndServes() {
    RedisBinary bundled = RedisBinary.find(null, null);
    assertTrue(bundled.path().startsWith(Workspace.get().base()), bundled.toString());
    try (RedisServer server = RedisServer.builder().program(bundled.path()).start();
        RedisServer sentinel =
            RedisServer.builder().program(bundled.path()).sentinel("m", server, 1).start()) {
      assertEquals(bundled.version(), server.version());
      assertEquals("PONG", sentinel.call("PING"));
    }
  }

  @Test
  void aNewerOneOnPathIsTaken() throws IOException {
    Path newer = program("valkey-server", "Valkey server v=99.1.2 sha=00000000:0 bits=64");
    program("redis-server", "Redis server v=7.0.15 sha=00000000:0 bits=64");
    RedisBinary found = RedisBinary.find(null, "/nowhere:" + directory);
    assertEquals(new RedisBinary(newer, "99.1.2", true), found);
  }

  @Test
  void anOlderOneOnPathIsNot() throws IOException {
    program("redis-server", "Redis server v=2.8.9 sha=00000000:0 bits=64");
    assertTrue(RedisBinary.find(null, directory.toString()).atLeast("6.2"));
  }

  @Test
  void theEnvironmentsChoiceIsTakenOrRefused() throws IOException {
    Path old = program("mine", "Redis server v=5.0.7 sha=00000000:0 bits=64");
    assertEquals("5.0.7", RedisBinary.find(old.toString(), null).version());
    ServerException e =
        assertThrows(ServerException.class, () -> RedisBinary.find("/bin/true", null));
    assertEquals("SONDE_REDIS_SERVER: /bin/true is no Redis server", e.getMessage());
  }

  @Test
  void versionsCompareByNumber() {
    assertTrue(RedisBinary.compareVersions("7.10", "7.9.9") > 0);
    assertTrue(RedisBinary.compareVersions("7", "7.0.0") == 0);
    assertTrue(RedisBinary.compareVersions("6.2.6", "7") < 0);
  }

  private Path program(String name, String says) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\necho '" + says + "'\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
