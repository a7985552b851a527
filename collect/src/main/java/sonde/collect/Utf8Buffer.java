package sonde.collect;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text in the making, as the bytes that are sent. An exposition is a hundred kilobytes of names and
 * digits, nearly all of it ASCII: put together as bytes it costs a third of what characters do that
 * are encoded afterwards.
 */
final class Utf8Buffer {
  private static final int MOST_DIGITS = 20;
  private static final int BILLION = 1_000_000_000;
  private static final int BILLIONS_DIGITS = 9;

  private final byte[] digits = new byte[MOST_DIGITS];
  private byte[] bytes;
  private int length;

  Utf8Buffer(int capacity) {
    this.bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  /** Sees to it that there is room for so many more bytes. */
  private byte[] room(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
    return bytes;
  }

  /** Appends one character of ASCII. */
  Utf8Buffer ascii(char c) {
    room(1)[length++] = (byte) c;
    return this;
  }

  /** Appends a text that is known to be ASCII, as names are. */
  @SuppressWarnings("deprecation") // takes the low bytes of characters, which is all there is
  Utf8Buffer ascii(String text) {
    int count = text.length();
    text.getBytes(0, count, room(count), length);
    length += count;
    return this;
  }

  /** Appends bytes that are UTF-8 already. */
  Utf8Buffer utf8(byte[] text) {
    System.arraycopy(text, 0, room(text.length), length, text.length);
    length += text.length;
    return this;
  }

  /** Appends any text. */
  Utf8Buffer text(String text) {
    return utf8(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Appends a text with backslash and line feed escaped, and the double quote where that ends it.
   */
  Utf8Buffer escaped(String text, boolean quotes) {
    int count = text.length();
    byte[] into = room(2 * count);
    int at = length;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length = at;
        return text(replaced(text.substring(i), quotes));
      }
      if (c == '\\' || c == '\n' || (c == '"' && quotes)) {
        into[at++] = '\\';
        into[at++] = (byte) (c == '\n' ? 'n' : c);
      } else {
        into[at++] = (byte) c;
      }
    }
    length = at;
    return this;
  }

  private static String replaced(String text, boolean quotes) {
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return quotes ? escaped.replace("\"", "\\\"") : escaped;
  }

  /** Appends a number of at least 0. */
  Utf8Buffer digits(long number) {
    byte[] into = room(MOST_DIGITS);
    // From the right, and in whole ints: dividing longs is a call where only C1 compiles.
    int at = MOST_DIGITS;
    long left = number;
    while (left > Integer.MAX_VALUE) {
      int group = (int) (left % BILLION);
      left /= BILLION;
      for (int i = 0; i < BILLIONS_DIGITS; i++) {
        digits[--at] = (byte) ('0' + group % 10);
        group /= 10;
      }
    }
    int rest = (int) left;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    System.arraycopy(digits, at, into, length, MOST_DIGITS - at);
    length += MOST_DIGITS - at;
    return this;
  }

  /** Appends zeros. */
  Utf8Buffer zeros(int count) {
    Arrays.fill(room(count), length, length + count, (byte) '0');
    length += count;
    return this;
  }

  /** Drops zeros from the end, down to a length; returns how many there were. */
  int dropZeros(int shortest) {
    int before = length;
    while (length > shortest && bytes[length - 1] == '0') {
      length--;
    }
    return before - length;
  }

  /** Puts a point before what begins at an index. */
  Utf8Buffer pointAt(int index) {
    byte[] into = room(1);
    System.arraycopy(into, index, into, index + 1, length - index);
    into[index] = '.';
    length++;
    return this;
  }

  /** Whether any of some ASCII characters stands at an index or after it. */
  boolean hasAny(String characters, int from) {
    for (int i = from; i < length; i++) {
      if (characters.indexOf(bytes[i]) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Takes off what begins at an index. */
  byte[] cut(int from) {
    byte[] end = Arrays.copyOfRange(bytes, from, length);
    length = from;
    return end;
  }

  /** Writes it all and begins anew. */
  void drain(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
    length = 0;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
