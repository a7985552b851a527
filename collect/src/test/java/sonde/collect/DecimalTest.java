package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "1.5, 1.5",
    "0.001, 0.001",
    "999999999999999, 999999999999999",
    "-1, -1",
    "1e3, 1000",
    "12345678901234567890, 12345678901234567890",
    "inf, Infinity",
    "-inf, -Infinity"
  })
  void numbersAndTheWordsForNone(String text, double value) {
    assertEquals(OptionalDouble.of(value), Decimal.read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", ".", ".5x", "1.2.3", "1d", "0x10", "1,5", "1 2"})
  void whatIsNoNumberIsNone(String text) {
    OptionalDouble expected = text.equals("1.") ? OptionalDouble.of(1) : OptionalDouble.empty();
    assertEquals(expected, Decimal.read(text));
  }

  @Test
  void decimalsAreReadAsJavaReadsThem() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      String text =
          Long.toString(random.nextLong(1L << random.nextInt(1, 40)))
              + "."
              + Integer.toString(random.nextInt(1 << random.nextInt(1, 20)));
      assertEquals(OptionalDouble.of(Double.parseDouble(text)), Decimal.read(text), text);
    }
  }
}
