package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "ON, 1",
    "Yes, 1",
    "OFF, 0",
    "No, 0",
    "DISABLED, 0",
    "Connecting, 0",
    "Primary, 1",
    "non-Primary, 0",
    "18446744073709551615, 18446744073709551615",
    "-1, -1",
    "0.000001, 1e-6",
    "2026-11-21 08:24:24, 1795249464",
    "Nov 18 08:41:06 2036 GMT, 2110610466",
    "Nov  8 08:41:06 2036 GMT, 2109746466"
  })
  void areNumbers(String text, double value) {
    assertEquals(OptionalDouble.of(value), Values.number(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ON_PERMISSIVE",
        "binlog.000003",
        "0-1-124",
        "1.2.3",
        "127.0.0.1",
        "2026-13-41 08:24:24",
        "0000-00-00 00:00:00",
        "Foo 18 08:41:06 2036 GMT",
        "Infinity and more"
      })
  void areNone(String text) {
    assertEquals(OptionalDouble.empty(), Values.number(text));
  }

  @Test
  void nullIsNone() {
    assertEquals(OptionalDouble.empty(), Values.number(null));
  }
}
