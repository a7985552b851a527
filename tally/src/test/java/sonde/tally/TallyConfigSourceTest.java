package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.redisclient.RedisAddress;

class TallyConfigSourceTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void readsAFileWithItsDefaults() throws Exception {
    TallyConfig config = Configs.read(directory, "redis: {address: 'redis://cache:6380'}\n");
    assertEquals("0.0.0.0:8080", config.web().listen().toString());
    assertEquals("0.0.0.0:10602", config.web().admin().listen().toString());
    assertEquals(RedisAddress.of("cache", 6380), config.redis().address());
    assertEquals(0, config.redis().database());
    assertEquals(Replicas.ATTACHED, config.durability().replicas());
    assertEquals(Duration.ofMillis(200), config.durability().timeout());
    assertEquals(Duration.ofHours(24), config.idempotency().keep());
    assertEquals(Duration.ofSeconds(30), config.hello().cache());
    assertNull(config.postgres());
  }

  @Test
  void readsAllKeys() throws Exception {
    TallyConfig config =
        Configs.read(
            directory,
            """
            web: {listen: "[::1]:80", admin: {listen: "127.0.0.1:81"}}
            log: {level: debug, format: json}
            redis:
              sentinel: {master: m, addresses: ["s1:26379", "s2"], username: w, password: hunter2}
              username: tally
              password: hunter3
              tls: {insecure_skip_verify: true}
              database: 3
              prefix: "shop:"
            durability: {replicas: 1, timeout: 1s}
            idempotency: {keep: 1h}
            postgres: {address: "postgresql://db/hello", username: u, password: hunter4}
            hello: {cache: 5s}
            """);
    TallyConfig.Redis redis = config.redis();
    TallyConfig.Sentinel sentinel = Objects.requireNonNull(redis.sentinel());
    assertEquals(
        List.of(RedisAddress.of("s1", 26379), RedisAddress.of("s2", 6379)), sentinel.addresses());
    assertEquals("hunter2", Objects.requireNonNull(sentinel.password()).current().reveal());
    assertEquals("hunter3", Objects.requireNonNull(redis.password()).current().reveal());
    assertEquals("shop:", redis.prefix());
    assertEquals(3, redis.database());
    assertEquals("1", config.durability().replicas().toString());
    assertEquals(
        "jdbc:postgresql://db/hello",
        Objects.requireNonNull(config.postgres()).address().jdbcUrl());
    assertFalse(config.toString().contains("hunter"), config::toString);
  }

  @Test
  void reportsAllProblemsAtOnce() throws Exception {
    String report =
        Configs.report(
            directory,
            """
            web: {listen: nowhere}
            redis:
              address: redis://ann:hunter2@cache
              pasword: hunter2
            durability: {replicas: some}
            idempotency: {keep: 1s}
            postgres: {address: "postgresql://ann:hunter2@db/hello"}
            hello: {cache: 2d}
            """);
    for (String path :
        List.of(
            "web.listen",
            "redis.address",
            "redis.pasword",
            "durability.replicas",
            "idempotency.keep",
            "postgres.address",
            "hello.cache")) {
      assertTrue(report.contains(": " + path + ": "), report);
    }
    assertTrue(report.contains("did you mean `password`?"), report);
    assertFalse(report.contains("hunter2"), report);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | redis.address: set one of address, sentinel and cluster, not 0",
        "{address: a, cluster: [b]} | redis.address: set one of address, sentinel and cluster, not 2",
        "{cluster: []} | redis.cluster: names no node",
        "{cluster: [a], database: 1} | redis.database: is 0 or above, and 0 in a Cluster",
        "{address: a, database: -1} | redis.database: is 0 or above, and 0 in a Cluster",
        "{address: a, prefix: /tally/} | redis.prefix: does not start with / and has at most",
        "{sentinel: {master: m, addresses: []}} | redis.sentinel.addresses: names no Sentinel",
        "{sentinel: {master: '', addresses: [a]}} | redis.sentinel.master: is the name that",
        "{address: a, tls: {cert_file: /etc/hostname}} | cert_file and key_file belong together",
        "{address: a, password_file: /no/such} | /no/such",
      })
  void refusesWhatDoesNotFit(String redis, String problem) throws Exception {
    String report = Configs.report(directory, "redis: " + redis + "\n");
    assertTrue(report.contains(problem), report);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "durability: {timeout: 0s} | durability.timeout: is 1ms to 2s",
        "durability: {timeout: 3s} | durability.timeout: is 1ms to 2s",
        "idempotency: {keep: 59s} | idempotency.keep: is 1m to 365d",
        "hello: {cache: 0s} | hello.cache: is 1ms to 1d",
      })
  void refusesTimesOutOfRange(String keys, String problem) throws Exception {
    String report = Configs.report(directory, "redis: {address: a}\n" + keys + "\n");
    assertTrue(report.contains(problem), report);
  }

  @Test
  void readsTheVariablesOfBothOriginals() throws Exception {
    TallyConfig config =
        new TallyConfigSource(
                Environment.of(
                    Map.of(
                        "PORT", "8000",
                        "REDIS_HOST", "cache",
                        "REDIS_PORT", "6380",
                        "REDIS_PASSWORD", "hunter2",
                        "REDIS_DB", "2",
                        "SQLALCHEMY_DATABASE_URI",
                            "postgresql+psycopg2://ann:hunter3@db:5433/hello")))
            .environment();
    assertEquals("0.0.0.0:8000", config.web().listen().toString());
    assertEquals(RedisAddress.of("cache", 6380), config.redis().address());
    assertEquals("hunter2", Objects.requireNonNull(config.redis().password()).current().reveal());
    assertEquals(2, config.redis().database());
    assertEquals("0", config.durability().replicas().toString());
    TallyConfig.Postgres postgres = Objects.requireNonNull(config.postgres());
    assertEquals("jdbc:postgresql://db:5433/hello", postgres.address().jdbcUrl());
    assertEquals("ann", postgres.username());
    assertEquals("hunter3", Objects.requireNonNull(postgres.password()).current().reveal());
    assertFalse(config.toString().contains("hunter"), config::toString);
  }

  @Test
  void aHostIsEnough() throws Exception {
    TallyConfig config =
        new TallyConfigSource(Environment.of(Map.of("REDIS_HOST", "::1", "REDIS_PASSWORD", "")))
            .environment();
    assertEquals("[::1]:6379", Objects.requireNonNull(config.redis().address()).hostAndPort());
    assertEquals("0.0.0.0:8080", config.web().listen().toString());
    assertNull(config.redis().password());
    assertNull(config.postgres());
  }

  @Test
  void reportsAllBadVariablesAtOnce() {
    TallyConfigSource source =
        new TallyConfigSource(
            Environment.of(
                Map.of(
                    "PORT", "70000",
                    "REDIS_PORT", "0",
                    "REDIS_DB", "x",
                    "SQLALCHEMY_DATABASE_URI", "sqlite:///hunter2.db")));
    assertEquals(
        """
        environment: REDIS_HOST: is not set: name Redis' host, or a file with --config
        environment: REDIS_PORT: is a number from 1 to 65535
        environment: PORT: is a number from 0 to 65535
        environment: REDIS_DB: is a number from 0 to 1048576
        environment: SQLALCHEMY_DATABASE_URI: is not postgresql://host:port/database\
        """,
        assertThrows(ConfigException.class, source::environment).getMessage());
  }
}
