package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestKeyTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aClientsKeyIsTakenAsItIs() {
    assertEquals(
        new RequestKey("client/0b5c-/x y\"~", HOUR), RequestKey.ofClient("0b5c-/x y\"~", HOUR));
    assertEquals("client/" + "k".repeat(128), RequestKey.ofClient("k".repeat(128), HOUR).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\tb", "a\u007f", "\u00e4", "\u0000"})
  void anOddOneIsRefused(String value) {
    refused(value);
  }

  @Test
  void aLongOneIsRefused() {
    refused("k".repeat(129));
  }

  private static void refused(String value) {
    assertEquals(
        "Idempotency-Key has 1 to 128 printable ASCII characters.",
        assertThrows(IllegalArgumentException.class, () -> RequestKey.ofClient(value, HOUR))
            .getMessage());
  }

  @Test
  void oneMadeHereIsNoClients() {
    RequestKey one = RequestKey.made(HOUR);
    assertTrue(one.name().startsWith("own/"), one.name());
    assertNotEquals(one, RequestKey.made(HOUR));
  }
}
