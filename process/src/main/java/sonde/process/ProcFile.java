package sonde.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import sonde.collect.Decimal;

/**
 * A file of /proc, as it was at one moment.
 *
 * @param text what is in it; empty when it may not be read, or is no more
 */
record ProcFile(String text) {
  /** The kernel gives no size, and the JDK's own ways to read such a file take 8 KB or more. */
  private static final int USUAL_SIZE = 2048;

  static ProcFile read(Path path) {
    try (InputStream in = new FileInputStream(path.toFile())) {
      byte[] bytes = new byte[USUAL_SIZE];
      int length = 0;
      for (int got = in.read(bytes); got > 0; got = in.read(bytes, length, bytes.length - length)) {
        length += got;
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * length);
        }
      }
      return new ProcFile(new String(bytes, 0, length, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new ProcFile("");
    }
  }

  /** The number behind what a line starts with; empty when there is none. */
  OptionalDouble number(String start) {
    int at = text.startsWith(start) ? 0 : text.indexOf('\n' + start) + 1;
    if (at == 0 && !text.startsWith(start)) {
      return OptionalDouble.empty();
    }
    int from = at + start.length();
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    int end = from;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return Decimal.read(text.substring(from, end));
  }

  /** The same number of kilobytes as bytes. */
  OptionalDouble kibibytes(String start) {
    OptionalDouble number = number(start);
    return number.isPresent() ? OptionalDouble.of(number.getAsDouble() * 1024) : number;
  }
}
