package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({"ok, 1", "true, 1", "err, 0", "fail, 0", "false, 0", "1.5, 1.5", "inf, Infinity"})
  void numbersAndWordsThatStandForThem(String text, double value) {
    assertEquals(OptionalDouble.of(value), Values.number(text));
  }

  @Test
  void anythingElseIsNone() {
    assertEquals(OptionalDouble.empty(), Values.number("up"));
    assertEquals(OptionalDouble.empty(), Values.number(""));
  }
}
