package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations and sizes. */
class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S, 250ms",
    "15s, PT15S, 15s",
    "5m, PT5M, 5m",
    "1h, PT1H, 1h",
    "30d, PT720H, 30d",
    "1h30m, PT1H30M, 1h30m",
    "90m, PT1H30M, 1h30m",
    "1y2w3d4h5m6s7ms, PT9172H5M6.007S, 382d4h5m6s7ms",
    "0, PT0S, 0s",
    "0s, PT0S, 0s",
  })
  void durations(String text, Duration duration, String written) {
    assertEquals(duration, Durations.parse(text));
    assertEquals(written, Durations.format(duration));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1.5s", "-5s", "5 s", "5S", "5s5s", "5s5m", "5us", "٣s"})
  void noDurations(String text) {
    assertEquals(
        "not a duration such as 250ms, 15s, 5m, 1h30m or 30d",
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text)).getMessage());
  }

  @Test
  void durationsFitTheClock() {
    assertEquals(
        "a duration beyond 290 years",
        assertThrows(IllegalArgumentException.class, () -> Durations.parse("291y")).getMessage());
    assertEquals(290L * 365 * 86_400_000_000_000L, Durations.parse("290y").toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "1GiB, 1073741824, 1GiB",
    "64MiB, 67108864, 64MiB",
    "1.5 KiB, 1536, 1536B",
    "10MB, 10000000, 10000000B",
    "4096, 4096, 4KiB",
    "7B, 7, 7B",
    "0, 0, 0B",
    "1TiB, 1099511627776, 1TiB",
  })
  void sizes(String text, long bytes, String written) {
    assertEquals(new DataSize(bytes), DataSize.parse(text));
    assertEquals(written, new DataSize(bytes).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "GiB", "1gib", "1 elephant", "1e3", "1.GiB", "99999999TiB"})
  void noSizes(String text) {
    assertThrows(IllegalArgumentException.class, () -> DataSize.parse(text));
  }

  @Test
  void sizesAreNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> new DataSize(-1));
  }
}
