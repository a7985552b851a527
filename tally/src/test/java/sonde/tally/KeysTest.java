package sonde.tally;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.redisclient.KeySlot;

class KeysTest {
  private static final RequestKey KEY = RequestKey.ofClient("k", Duration.ofHours(1));

  @Test
  void aCountStandsUnderItsId() {
    assertEquals("äpfel", text(new Keys("", false).count(new CounterId("äpfel"))));
    assertEquals("shop:a", text(new Keys("shop:", false).count(new CounterId("a"))));
  }

  @Test
  void aRequestBelongsToItsCount() {
    Keys keys = new Keys("", false);
    assertEquals("/tally/request/a/client/k", text(keys.request(new CounterId("a"), KEY)));
    assertEquals(
        "/tally/request/shop:a/client/k",
        text(new Keys("shop:", false).request(new CounterId("a"), KEY)));
    // The key of one id cannot be made to look like another's.
    RequestKey odd = RequestKey.ofClient("b/client/k", Duration.ofHours(1));
    assertNotEquals(
        text(keys.request(new CounterId("a"), odd)), text(keys.request(new CounterId("a/b"), KEY)));
  }

  @Test
  void messagesOfServicesThatShareRedisAreTheirOwn() {
    assertEquals("/tally/hello/", text(new Keys("", false).hello()));
    assertEquals("/tally/hello/shop:", text(new Keys("shop:", false).hello()));
  }

  /** No id has a slash, and a prefix does not begin with one. */
  @Test
  void whatIsTallysOwnBeginsAsNoIdDoes() {
    for (byte[] own :
        new byte[][] {
          Keys.PING,
          new Keys("p", true).hello(),
          new Keys("p", true).request(new CounterId("a"), KEY),
          new Keys("", false).request(new CounterId("a"), KEY)
        }) {
      assertTrue(text(own).startsWith("/tally/"), text(own));
    }
    assertThrows(IllegalArgumentException.class, () -> CounterId.ofSegment("%2Ftally%2Fping"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "äpfel", "{tag}rest", "x{tag}y{other}", "{a", "a{b", "{{a}", "{{}a", "🍎"})
  void inAClusterARequestIsBesideItsCount(String id) {
    for (String prefix : new String[] {"", "shop:", "{shop}"}) {
      Keys keys = new Keys(prefix, true);
      CounterId counted = new CounterId(id);
      assertEquals(
          KeySlot.of(keys.count(counted)), KeySlot.of(keys.request(counted, KEY)), prefix + id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a}", "}", "{}", "{}a", "a}{b", "{}{a}"})
  void inAClusterSomeIdsCannotBeCounted(String id) {
    Keys keys = new Keys("", true);
    CounterId counted = new CounterId(id);
    assertTrue(
        String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> keys.request(counted, KEY))
                    .getMessage())
            .startsWith("This id cannot be counted in a Cluster"));
    assertArrayEquals(id.getBytes(UTF_8), new Keys("", false).count(counted));
  }

  private static String text(byte[] key) {
    return new String(key, UTF_8);
  }
}
