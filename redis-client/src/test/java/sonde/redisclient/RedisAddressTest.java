package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  @ParameterizedTest
  @CsvSource({
    "redis://cache:7000, redis://cache:7000, cache:7000",
    "cache:7000, redis://cache:7000, cache:7000",
    "cache, redis://cache:6379, cache:6379",
    "my_cache.some-ns.svc, redis://my_cache.some-ns.svc:6379, my_cache.some-ns.svc:6379",
    "REDISS://10.0.0.1, rediss://10.0.0.1:6379, 10.0.0.1:6379",
    "redis://cache/, redis://cache:6379, cache:6379",
    "redis://cache:1/15, redis://cache:1, cache:1",
    "[::1]:7000, redis://[::1]:7000, [::1]:7000",
    "rediss://[fe80::2], rediss://[fe80::2]:6379, [fe80::2]:6379",
    "unix:///run/redis@home.sock, unix:///run/redis@home.sock, /run/redis@home.sock",
  })
  void whatAnAddressMeans(String text, String canonical, String hostAndPort) {
    RedisAddress address = RedisAddress.parse(text);
    assertEquals(canonical, address.toString());
    assertEquals(hostAndPort, address.hostAndPort());
    assertEquals(address, RedisAddress.parse(canonical));
    assertEquals(canonical.startsWith("rediss:"), address.tls());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://user:hunter2@cache:6379",
        "hunter2@cache",
        "redis://:hunter2@cache",
        "http://hunter2@cache/",
        "unix://hunter2@/run/redis.sock",
        "redis://cache/?password=hunter2@"
      })
  void userInformationIsRefusedAndNotRepeated(String text) {
    String message = refusal(text);
    assertFalse(message.contains("hunter2"), message);
    assertTrue(message.contains("password_file"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "'', IPv6 address stands in brackets",
    "redis://, IPv6 address stands in brackets",
    "::1, IPv6 address stands in brackets",
    "[::1, IPv6 address stands in brackets",
    "[::g]:1, IPv6 address stands in brackets",
    "[1::2::3]:1, no IPv6 address",
    "a b:1, IPv6 address stands in brackets",
    "cache:x, IPv6 address stands in brackets",
    "cache:0, between 1 and 65535",
    "cache:65536, between 1 and 65535",
    "cache:1/x, database number",
    "cache:1?db=2, IPv6 address stands in brackets",
    "http://cache, the scheme must be",
    "unix://run/redis.sock, absolute path",
    "unix:///, no path",
  })
  void whatIsNoAddressIsRefusedWithAReason(String text, String reason) {
    String message = refusal(text);
    assertTrue(message.contains(reason), message);
  }

  @Test
  void aRefusalIsBoundedAndOnOneLine() {
    String message = refusal("a\nb\u202e" + "x".repeat(10_000));
    assertTrue(message.startsWith("\"a\\nb\\u{202e}xxx"), message);
    assertTrue(message.length() < 400, message);
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> RedisAddress.parse(text)).getMessage());
  }
}
