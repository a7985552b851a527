package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0:10600", "localhost:0", ":9121", "[::]:10600", "[fe80::1%eth0]:65535"})
  void readsWhatItWrites(String text) {
    assertEquals(text, ListenAddress.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10600",
        "::1:10600",
        "host:",
        "host:port",
        "host:-1",
        "host:65536",
        "host:000001",
        "http://host:1",
        "a b:1",
        "[::1:1",
        "host:٣"
      })
  void refusesTheRestByName(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
    assertTrue(String.valueOf(e.getMessage()).startsWith("\"" + text + "\" is not an address"));
  }

  @Test
  void anEmptyHostIsEveryInterface() {
    assertTrue(ListenAddress.parse(":0").toSocketAddress().getAddress().isAnyLocalAddress());
  }
}
