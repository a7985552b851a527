package sonde.redisclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySlotTest {
  /** The specification's own example: CRC16 of 123456789 is 0x31C3. */
  @Test
  void isCrc16Xmodem() {
    assertEquals(0x31C3 % 16384, slot("123456789"));
    assertEquals(0, slot(""));
  }

  /** As CLUSTER KEYSLOT of a Redis server says. */
  @ParameterizedTest
  @CsvSource({"foo, 12182", "bar, 5061", "hello, 866", "{user1000}.following, 3443"})
  void agreesWithTheServer(String key, int slot) {
    assertEquals(slot, slot(key));
  }

  /** The examples under "Hash tags". */
  @Test
  void onlyTheFirstHashTagCounts() {
    assertEquals(slot("{user1000}.following"), slot("{user1000}.followers"));
    assertEquals(slot("user1000"), slot("x{user1000}y"));
    assertEquals(slot("bar"), slot("foo{bar}{zap}"));
    assertEquals(slot("{bar"), slot("foo{{bar}}zap"));
    // An empty one is none: all of the key counts.
    assertEquals(crc("foo{}{bar}"), slot("foo{}{bar}"));
    assertEquals(crc("foo{bar"), slot("foo{bar"));
    assertEquals(crc("foo}{bar"), slot("foo}{bar"));
  }

  @Test
  void countsBytes() {
    assertEquals(crc("äöü"), slot("äöü"));
  }

  /** By another way than the code's: one bit after the other of the whole message. */
  private static int crc(String key) {
    int crc = 0;
    for (byte b : key.getBytes(UTF_8)) {
      for (int bit = 7; bit >= 0; bit--) {
        int top = (crc >> 15 & 1) ^ (b >> bit & 1);
        crc = crc << 1 & 0xffff;
        if (top == 1) {
          crc ^= 0x1021;
        }
      }
    }
    return crc % 16384;
  }

  private static int slot(String key) {
    return KeySlot.of(key.getBytes(UTF_8));
  }
}
