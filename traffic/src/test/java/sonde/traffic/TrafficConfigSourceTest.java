package sonde.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.config.ConfigException;
import sonde.config.Problem;

class TrafficConfigSourceTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void theLeastIsAService() throws Exception {
    TrafficConfig config =
        Configs.read(directory, "services: {web: {type: http, address: 'http://web', rate: 0.5}}");
    assertNull(config.duration());
    assertNull(config.sources());
    assertEquals(64, config.concurrency());
    Service web = config.services().values().iterator().next();
    assertEquals("web:80", web.address().authority());
    assertEquals(0.5, web.rate());
    assertEquals(new SizeRange(0, 0), web.send());
  }

  @Test
  void allThatIsWrongIsReportedAtOnce() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                Configs.read(
                    directory,
                    """
                    duration: 0
                    sources: [127.0.0.9-127.0.0.1, here]
                    concurency: 5
                    services:
                      tls: {type: https, address: 'https://a/', rate: 1}
                      web: {type: http, address: 'https://a/', rate: 1, receive: 1KiB}
                      echo: {type: tcp, address: a, rate: 0, send: 2KiB-1KiB}
                      cache: {type: redis, address: 'redis://user:hidden-word@a', rate: 1}
                      orders: {type: postgres, address: 'a?sslmode=prefer', rate: 1, send: 5}
                      billing: {type: mysql, address: 'mysql://a/b?socketFactory=c', rate: 1}
                      form: {type: http, address: 'http://a', rate: 1, password: hidden-word}
                    """));
    List<String> paths = refused.problems().stream().map(Problem::path).toList();
    for (String path :
        List.of(
            "sources[0]",
            "sources[1]",
            "concurency",
            "services.tls.type",
            "services.web.address",
            "services.web.receive",
            "services.echo.send",
            "services.cache.address",
            "services.orders.address",
            "services.orders.send",
            "services.orders.username",
            "services.billing.address",
            "services.billing.username",
            "services.form.password")) {
      assertTrue(paths.contains(path), path + " in " + refused.getMessage());
    }
    assertTrue(refused.getMessage().contains("did you mean `concurrency`?"));
    assertFalse(refused.getMessage().contains("hidden-word"), refused.getMessage());
  }

  @Test
  void amountsHaveBounds() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                Configs.read(
                    directory,
                    """
                    duration: 0
                    sources: [127.0.0.0-127.1.0.0]
                    concurrency: 1001
                    services:
                      'a"b': {type: tcp, address: 'a:1', rate: 100001}
                      b: {type: tcp, address: 'a', rate: 0}
                    """));
    Set<String> paths = refused.problems().stream().map(Problem::path).collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "services.\"a\"b\".rate",
            "services.b.address",
            "services.b.rate",
            "duration",
            "sources",
            "concurrency",
            "services"),
        paths,
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"a:0", "a:65536", "[1::2::3]:80", "a b:80", "'http://a:80/\"'", "//a:1", "''"})
  void noAddress(String text) {
    assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
  }

  @Test
  void databasesAndTlsAreInTheAddress() throws Exception {
    TrafficConfig config =
        Configs.read(
            directory,
            """
            services:
              a: {type: postgres, address: 'postgres://a/shop?sslmode=require', rate: 1, username: u}
              b: {type: mysql, address: 'mysql://[::1]?ssl-mode=REQUIRED', rate: 1, username: u}
              c: {type: mysql, address: 'mariadb://a:1/b', rate: 1, username: u}
            """);
    List<Service> services = List.copyOf(config.services().values());
    assertEquals("shop", services.get(0).database());
    assertTrue(services.get(0).isEncrypted());
    assertEquals("a:5432", services.get(0).address().authority());
    assertEquals("[::1]:3306", services.get(1).address().authority());
    assertTrue(services.get(1).isEncrypted());
    assertEquals("b", services.get(2).database());
    assertFalse(services.get(2).isEncrypted());
  }

  @Test
  void aFileIsKnownByItsKeys() throws Exception {
    for (Map.Entry<String, Boolean> file :
        Map.of("services: 5", true, "targets: {}\nservices: {}", false, "redis: {}", false)
            .entrySet()) {
      Path path = Files.writeString(directory.resolve("any.yaml"), file.getKey());
      assertEquals(file.getValue(), TrafficConfigSource.isFor(path), file.getKey());
    }
    assertFalse(TrafficConfigSource.isFor(directory.resolve("none.yaml")));
  }
}
