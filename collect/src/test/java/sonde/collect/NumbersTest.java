package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {
  /** Lines of a double's bits and what Go's strconv.FormatFloat(v, 'g', -1, 64) makes of it. */
  private static List<String> table() throws IOException {
    try (InputStream in = NumbersTest.class.getResourceAsStream("/numbers-of-go.txt")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  private static String printed(double value) {
    Utf8Buffer out = new Utf8Buffer(8);
    Numbers.append(out, value);
    return out.toString();
  }

  private static String canonical(double value) {
    Utf8Buffer out = new Utf8Buffer(8).ascii('x');
    Numbers.appendCanonical(out, value);
    return out.toString().substring(1);
  }

  @Test
  void numbersArePrintedAsGoPrintsThem() throws IOException {
    List<String> table = table();
    assertTrue(table.size() > 200);
    for (String line : table) {
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(line, 0, 16, 16));
      assertEquals(line.substring(17), printed(value), () -> "of " + value);
    }
  }

  @Test
  void everyNumberReadsBackAsItself() {
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertEquals(value, Double.parseDouble(printed(value)));
      }
    }
  }

  @Test
  void boundsInOpenMetricsAlwaysHaveAPoint() {
    assertEquals("1.0", canonical(1));
    assertEquals("0.0", canonical(0));
    assertEquals("0.5", canonical(0.5));
    assertEquals("1e+06", canonical(1_000_000));
    assertEquals("+Inf", canonical(Double.POSITIVE_INFINITY));
    assertEquals("-100.0", canonical(-100));
  }
}
