package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterIdTest {
  @ParameterizedTest
  @CsvSource({
    "apples, apples",
    "a+b, a+b",
    "a%2Bb, a+b",
    "50%25, 50%",
    "%C3%A4pfel, äpfel",
    "%c3%a4pfel, äpfel",
    "%F0%9F%8D%8E, 🍎",
    "tally, tally",
    "a:b;c=d@e, a:b;c=d@e",
    "%7Btag%7Dx, {tag}x",
    "..%5C, ..\\",
  })
  void isWhatTheEscapesMean(String segment, String text) {
    assertEquals(text, CounterId.ofSegment(segment).text());
  }

  /** As the server hands over what came unescaped: a char a byte. */
  @Test
  void readsBytesThatWereNotEscaped() {
    assertEquals("äpfel", CounterId.ofSegment("\u00c3\u00a4pfel").text());
  }

  @Test
  void has256BytesAtMost() {
    assertEquals("a".repeat(256), CounterId.ofSegment("a".repeat(256)).text());
    assertEquals("ä".repeat(128), CounterId.ofSegment("%C3%A4".repeat(128)).text());
    assertEquals("An id has 1 to 256 bytes.", refusal("a".repeat(257)));
    assertEquals("An id has 1 to 256 bytes.", refusal("%C3%A4".repeat(128) + "a"));
    assertEquals("An id has 1 to 256 bytes.", refusal(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "%2Ftally%2Fping", "a/b", "%00", "a%0Ab", "%7F", "%C2%85"})
  void hasNoSlashAndNoControlCharacters(String segment) {
    assertEquals("An id has no slash and no control characters.", refusal(segment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "a%",
        "%4x",
        "%-1",
        "%+1",
        "%u0041",
        "%FF",
        "%C3",
        "%C3a",
        "%E2%82",
        "\u00e4",
        // Too long a form of a slash, a surrogate, and beyond Unicode's end.
        "%C0%AF",
        "%ED%A0%80",
        "%F4%90%80%80",
      })
  void isUtf8BehindWholeEscapes(String segment) {
    assertEquals("The id is not UTF-8 behind its percent signs.", refusal(segment));
  }

  private static String refusal(String segment) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> CounterId.ofSegment(segment))
            .getMessage());
  }
}
