package sonde.redisclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ReplyTest {
  private static final Reply ERROR = new Reply.Error("NOPERM", "no\npermission");

  @Test
  void aReplyOfAnotherTypeSaysWhatItIs() {
    assertEquals("expected an integer, got string \"a\\n\"", message(() -> bulk("a\n").integer()));
    assertEquals("expected an integer, got nil", message(() -> Reply.Nil.NIL.integer()));
    assertEquals("expected an array, got integer 3", message(() -> new Reply.Int(3).items()));
    assertEquals(
        "expected a string, got array of 1",
        message(() -> new Reply.Array(List.of(Reply.Nil.NIL)).text()));
    assertEquals(
        "expected a string, got error \"NOPERM no\\npermission\"", message(() -> ERROR.bytes()));
    assertEquals(
        "expected an integer, got status \"OK\"", message(() -> new Reply.Simple("OK").integer()));
  }

  @Test
  void stringsOfDigitsAreIntegers() {
    assertEquals(-12, bulk("-12").integer());
    assertEquals(Long.MAX_VALUE, new Reply.Simple("9223372036854775807").integer());
    assertThrows(UnexpectedReplyException.class, () -> bulk("9".repeat(1000)).integer());
    assertThrows(UnexpectedReplyException.class, () -> bulk("").integer());
  }

  @Test
  void textOfAnyBytesIsText() {
    assertEquals(
        "a\ufffd\u00fc",
        new Reply.Bulk(new byte[] {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xbc}).text());
  }

  @Test
  void whatIsShownIsBoundedAndOneLine() {
    String shown = bulk("\0\u001b[31m\u202e\r\n" + "x".repeat(1_000_000)).toString();
    assertTrue(shown.startsWith("string \"\\x00\\x1b[31m\\u{202e}\\r\\nxxx"), shown);
    assertTrue(shown.endsWith("…\""), shown);
    assertTrue(shown.length() < 220, shown);
    assertTrue(new Reply.Error("E", "y".repeat(100_000)).toString().length() < 220);
    assertTrue(RedisCommand.of("SET", "k", "\n".repeat(100_000)).toString().length() < 220);
  }

  @Test
  void commandsAreEqualByWhatIsSent() {
    assertEquals(RedisCommand.of("GET", "a b"), RedisCommand.of("GET", "a b"));
    assertEquals(RedisCommand.of("GET", "a").hashCode(), RedisCommand.of("GET", "a").hashCode());
    assertNotEquals(RedisCommand.of("GET", "a b"), RedisCommand.of("GET", "a", "b"));
    assertEquals("GET a\\nb", RedisCommand.of("GET", "a\nb").toString());
    assertThrows(IllegalArgumentException.class, () -> RedisCommand.of());
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String message(Executable executable) {
    return String.valueOf(assertThrows(UnexpectedReplyException.class, executable).getMessage());
  }
}
