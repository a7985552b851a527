package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Prometheus 2.42
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
            + "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        // Prometheus 3
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        // Prometheus 3 with native histograms
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            + "encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;"
            + "escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
        "application/openmetrics-text",
        "Application/OpenMetrics-Text; Version=1.0.0 ; Q=1, text/plain",
      })
  void openMetricsForWhoPrefersIt(String accept) {
    assertEquals(Format.OPENMETRICS, Format.negotiate(accept));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // curl, wget, Go's client without a header
        "*/*",
        "",
        // Firefox, Chrome
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
            + "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
        // Prometheus with scrape_protocols: [PrometheusText0.0.4]
        "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "application/openmetrics-text;version=0.0.1",
        "application/openmetrics-text;version=1.0.0;q=0",
        "application/openmetrics-text;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.5",
        "application/openmetrics-text;q=much",
        "application/openmetrics-text;q=NaN",
        ",,;;,q=1;",
      })
  void theTextFormatForEverybodyElse(String accept) {
    assertEquals(Format.TEXT, Format.negotiate(accept));
  }

  @Test
  void aHeaderOfManyPartsIsReadToItsBounds() {
    assertEquals(
        Format.TEXT,
        Format.negotiate("a/b,".repeat(100_000) + "application/openmetrics-text;version=1.0.0"));
  }
}
