package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.servers.RedisServer;

final class CheckCommandTest {
  @TempDir private Path directory = Path.of("");

  private String file(String name, String yaml) throws IOException {
    return Files.writeString(directory.resolve(name), yaml).toString();
  }

  private String target(String name, String address) throws IOException {
    return file(name, "targets: {cache: {type: redis, address: '" + address + "'}}\n");
  }

  @Test
  void saysOkOfEachGoodFile() throws IOException {
    String one = target("one.yaml", "redis://127.0.0.1:1");
    String other = target("other.yaml", "redis://127.0.0.1:2");
    Ran ran = Ran.of("check", one, other);
    assertEquals(new Ran(0, lines(one + ": ok", other + ": ok"), ""), ran);
  }

  @Test
  void reportsEveryProblemOfEveryFileAtOnce() throws IOException {
    String one =
        file(
            "one.yaml",
            """
            targets:
              cache: {type: redis, adress: 'redis://127.0.0.1:1'}
            limits: {scrape_timeout: soon}
            """);
    String other = file("other.yaml", "web: {enable_lifecycle: perhaps}\n");
    String good = target("good.yaml", "redis://127.0.0.1:1");
    Ran ran = Ran.of("check", one, good, other, directory.resolve("none.yaml").toString());
    assertEquals(2, ran.exit());
    assertEquals("", ran.out(), "nothing is ok as long as anything is wrong");
    assertTrue(ran.err().contains("did you mean `address`?"), ran.err());
    assertTrue(ran.err().contains("scrape_timeout"), ran.err());
    assertTrue(ran.err().contains("enable_lifecycle"), ran.err());
    assertTrue(ran.err().contains(one + ":2"), ran.err());
    assertTrue(ran.err().contains(one + ":3"), ran.err());
    assertTrue(ran.err().contains("none.yaml"), ran.err());
  }

  @Test
  void knowsTallysFilesFromTheExporters() throws IOException {
    String good = file("tally.yaml", "redis: {address: 'redis://127.0.0.1:1'}\n");
    assertEquals(new Ran(0, lines(good + ": ok"), ""), Ran.of("check", "--connect", good));
    String bad = file("bad.yaml", "hello: {cache: soon}\nredis: {adress: cache}\n");
    Ran ran = Ran.of("check", good, bad, target("one.yaml", "redis://127.0.0.1:1"));
    assertEquals(2, ran.exit());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains(bad + ":1: hello.cache: "), ran.err());
    assertTrue(ran.err().contains(bad + ":2: redis.adress: "), ran.err());
    assertTrue(ran.err().contains("did you mean `address`?"), ran.err());
  }

  @Test
  void knowsFilesOfTheTrafficGenerator() throws IOException {
    String good =
        file("good.yaml", "services: {web: {type: http, address: 'http://web/', rate: 5}}\n");
    assertEquals(new Ran(0, lines(good + ": ok"), ""), Ran.of("check", good));
    String bad = file("bad.yaml", "services: {web: {type: http, address: 'http://web/'}}\n");
    Ran ran = Ran.of("check", bad);
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("services.web.rate: is required"), ran.err());
  }

  @Test
  void connectsAndSaysWhatTheServerLacks() throws IOException {
    try (RedisServer server = RedisServer.builder().start()) {
      Ran ran = Ran.of("check", "--connect", target("up.yaml", server.address()));
      assertEquals(0, ran.exit(), ran.out() + ran.err());
      assertTrue(ran.out().contains("cache: up, "), ran.out());
      assertTrue(ran.out().contains("  cache, sentinel: not here: "), ran.out());
      assertFalse(ran.out().contains("failed"), ran.out());
    }
  }

  @Test
  void namesThePrivilegeThatLacksAndWhatMendsIt() throws IOException {
    try (RedisServer server =
        RedisServer.builder()
            .user("watcher on >the-secret-word ~* &* +@all -slowlog|get")
            .start()) {
      String config =
          file(
              "acl.yaml",
              """
              targets:
                cache: {type: redis, address: '%s', username: watcher, password: the-secret-word}
              """
                  .formatted(server.address()));
      Ran ran = Ran.of("check", "--connect", config);
      assertEquals(1, ran.exit(), ran.out() + ran.err());
      String failed = ran.out().lines().filter(line -> line.contains("failed")).toList().toString();
      assertTrue(failed.startsWith("[  cache, slowlog: failed: SLOWLOG GET"), ran.out());
      assertTrue(failed.contains("NOPERM"), failed);
      assertTrue(failed.contains("sonde grants redis"), failed);
      assertEquals(1, ran.out().lines().filter(line -> line.contains("failed")).count());
      assertFalse((ran.out() + ran.err()).contains("the-secret-word"));
    }
  }

  @Test
  void saysThatATargetIsDown() throws IOException {
    String address;
    try (RedisServer server = RedisServer.builder().start()) {
      address = server.address();
    }
    Ran ran = Ran.of("check", "--connect", target("down.yaml", address));
    assertEquals(1, ran.exit(), ran.out() + ran.err());
    assertTrue(ran.out().contains("cache: down: "), ran.out());
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }
}
