package sonde.tally;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What is counted: a segment of a path, decoded. 1 to 256 bytes of UTF-8 without control characters
 * and {@code /}, so that no id reaches Tally's own keys, which start with {@code /tally/}.
 *
 * @param text as its client means it
 */
record CounterId(String text) {
  private static final int LONGEST = 256;

  /**
   * Reads a segment as it stands in a request line.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  static CounterId ofSegment(String segment) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(segment))).toString();
    } catch (CharacterCodingException | NumberFormatException e) {
      throw new IllegalArgumentException("The id is not UTF-8 behind its percent signs.", e);
    }
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > LONGEST) {
      throw new IllegalArgumentException("An id has 1 to " + LONGEST + " bytes.");
    }
    if (text.indexOf('/') >= 0 || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("An id has no slash and no control characters.");
    }
    return new CounterId(text);
  }

  private static byte[] bytes(String segment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        if (i + 2 >= segment.length()) {
          throw new NumberFormatException("an escape is cut off");
        }
        bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
        i += 2;
      } else {
        // Of what is not ASCII, as some clients send it, the server has made one char a byte.
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return text;
  }
}
