package sonde.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "null | false",
        "'' | false",
        "gzip | true",
        "GZIP | true",
        "x-gzip | true",
        "identity | false",
        "deflate, gzip | true",
        "gzip;q=0 | false",
        "gzip;q=0.000 | false",
        "gzip; q=0.001 | true",
        "gzip;Q=1.0 | true",
        "gzip;q=no | false",
        "* | true",
        "*;q=0 | false",
        "gzip;q=0, * | false",
        "*;q=0, gzip;q=0.5 | true",
        "gzipped | false",
        ";;,, | false",
      })
  void tellsWhetherGzipIsTaken(String header, boolean taken) {
    assertEquals(taken, AcceptEncoding.gzip(header));
  }
}
