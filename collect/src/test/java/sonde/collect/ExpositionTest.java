package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final Family UP = Family.gauge("up", "Whether it is up.");
  private static final Family CALLS = Family.counter("calls_total", "Calls.", "cmd", "db");
  private static final Family HISTOGRAM = Family.histogram("seconds", "Durations.", "cmd");
  private static final Family SUMMARY = Family.summary("latency", "Latency.", "cmd");

  private final Exposition exposition = new Exposition();

  private static FamilySamples of(Family family, Sample... samples) {
    return new FamilySamples(family, List.of(samples));
  }

  private static Sample value(double value, String... labels) {
    return new Sample.Value(List.of(labels), value);
  }

  private void add(Labels labels, FamilySamples... families) {
    exposition.add(new Exposition.Block("x", labels, labels, labels, List.of(families)));
  }

  private String text(Format format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(format, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void writes(String expected) throws IOException {
    assertEquals(expected, text(Format.TEXT));
  }

  private void writesOpenMetrics(String expected) throws IOException {
    assertEquals(expected + "# EOF\n", text(Format.OPENMETRICS));
  }

  @Test
  void anEmptyExpositionIsEmptyButForOpenMetricsEnd() throws IOException {
    writes("");
    writesOpenMetrics("");
  }

  @Test
  void familiesAreOrderedByNameSamplesAsTheyWerePut() throws IOException {
    add(Labels.none(), of(UP, value(1)), of(CALLS, value(2, "set", "0"), value(1, "get", "0")));
    writes(
        """
        # HELP x_calls_total Calls.
        # TYPE x_calls_total counter
        x_calls_total{cmd="set",db="0"} 2
        x_calls_total{cmd="get",db="0"} 1
        # HELP x_up Whether it is up.
        # TYPE x_up gauge
        x_up 1
        """);
  }

  @Test
  void labelValuesAndHelpAreEscaped() throws IOException {
    Family odd = Family.gauge("odd", "A \\ and a \" and\na line.", "v");
    add(Labels.of(Map.of("t", "\"\\\n")), of(odd, value(1, "a\\b\"c\nd\re\tf'ü😀\u0000")));
    String line = "x_odd{t=\"\\\"\\\\\\n\",v=\"a\\\\b\\\"c\\nd\re\tf'ü😀\u0000\"} 1\n";
    writes("# HELP x_odd A \\\\ and a \" and\\na line.\n# TYPE x_odd gauge\n" + line);
    writesOpenMetrics("# HELP x_odd A \\\\ and a \\\" and\\na line.\n# TYPE x_odd gauge\n" + line);
  }

  @Test
  void valuesThatAreNoNumbersHaveTheirNames() throws IOException {
    add(
        Labels.none(),
        of(
            Family.gauge("v", "V.", "n"),
            value(Double.NaN, "nan"),
            value(Double.POSITIVE_INFINITY, "inf"),
            value(Double.NEGATIVE_INFINITY, "-inf"),
            value(-0.0, "zero")));
    writes(
        """
        # HELP x_v V.
        # TYPE x_v gauge
        x_v{n="nan"} NaN
        x_v{n="inf"} +Inf
        x_v{n="-inf"} -Inf
        x_v{n="zero"} -0
        """);
  }

  @Test
  void aHistogram() throws IOException {
    Sample labelled =
        new Sample.Histogram(List.of("get"), List.of(0.5, 1.0, 1e6), List.of(1.0, 2.0, 2.0), 4, 3);
    add(Labels.none(), of(HISTOGRAM, labelled));
    writes(
        """
        # HELP x_seconds Durations.
        # TYPE x_seconds histogram
        x_seconds_bucket{cmd="get",le="0.5"} 1
        x_seconds_bucket{cmd="get",le="1"} 2
        x_seconds_bucket{cmd="get",le="1e+06"} 2
        x_seconds_bucket{cmd="get",le="+Inf"} 3
        x_seconds_sum{cmd="get"} 4
        x_seconds_count{cmd="get"} 3
        """);
    writesOpenMetrics(
        """
        # HELP x_seconds Durations.
        # TYPE x_seconds histogram
        x_seconds_bucket{cmd="get",le="0.5"} 1
        x_seconds_bucket{cmd="get",le="1.0"} 2
        x_seconds_bucket{cmd="get",le="1e+06"} 2
        x_seconds_bucket{cmd="get",le="+Inf"} 3
        x_seconds_sum{cmd="get"} 4
        x_seconds_count{cmd="get"} 3
        """);
  }

  @Test
  void aHistogramAndASummaryWithoutLabels() throws IOException {
    add(
        Labels.none(),
        of(
            Family.histogram("h", "H."),
            new Sample.Histogram(List.of(), List.of(), List.of(), 0, 0)),
        of(
            Family.summary("s", "S."),
            new Sample.Summary(List.of(), List.of(1.0), List.of(7.0), 7, 1)));
    writes(
        """
        # HELP x_h H.
        # TYPE x_h histogram
        x_h_bucket{le="+Inf"} 0
        x_h_sum 0
        x_h_count 0
        # HELP x_s S.
        # TYPE x_s summary
        x_s{quantile="1"} 7
        x_s_sum 7
        x_s_count 1
        """);
  }

  @Test
  void aSummary() throws IOException {
    add(
        Labels.of(Map.of("t", "a")),
        of(
            SUMMARY,
            new Sample.Summary(List.of("get"), List.of(0.5, 1.0), List.of(1.5, 2.0), 9, 4)));
    writes(
        """
        # HELP x_latency Latency.
        # TYPE x_latency summary
        x_latency{t="a",cmd="get",quantile="0.5"} 1.5
        x_latency{t="a",cmd="get",quantile="1"} 2
        x_latency_sum{t="a",cmd="get"} 9
        x_latency_count{t="a",cmd="get"} 4
        """);
    writesOpenMetrics(
        """
        # HELP x_latency Latency.
        # TYPE x_latency summary
        x_latency{t="a",cmd="get",quantile="0.5"} 1.5
        x_latency{t="a",cmd="get",quantile="1.0"} 2
        x_latency_sum{t="a",cmd="get"} 9
        x_latency_count{t="a",cmd="get"} 4
        """);
  }

  @Test
  void counterAndUnknownAreNamedAsEachFormatHasThem() throws IOException {
    add(
        Labels.none(),
        of(Family.counter("a_total", "A."), value(1)),
        of(Family.counter("peers", "B."), value(2)),
        of(Family.unknown("c", "C."), value(3)));
    writes(
        """
        # HELP x_a_total A.
        # TYPE x_a_total counter
        x_a_total 1
        # HELP x_c C.
        # TYPE x_c untyped
        x_c 3
        # HELP x_peers B.
        # TYPE x_peers counter
        x_peers 2
        """);
    writesOpenMetrics(
        """
        # HELP x_a A.
        # TYPE x_a counter
        x_a_total 1
        # HELP x_c C.
        # TYPE x_c unknown
        x_c 3
        # HELP x_peers B.
        # TYPE x_peers unknown
        x_peers 2
        """);
  }

  @Test
  void aCounterWhoseShortNameIsTakenKeepsItsNameInOpenMetrics() throws IOException {
    add(
        Labels.none(),
        of(Family.gauge("waits", "Now."), value(1)),
        of(Family.counter("waits_total", "Ever."), value(2)));
    writesOpenMetrics(
        """
        # HELP x_waits Now.
        # TYPE x_waits gauge
        x_waits 1
        # HELP x_waits_total Ever.
        # TYPE x_waits_total unknown
        x_waits_total 2
        """);
  }

  @Test
  void aLargeExpositionIsWrittenWhole() throws IOException {
    Sample[] samples = new Sample[5000];
    StringBuilder expected =
        new StringBuilder("# HELP x_calls_total Calls.\n# TYPE x_calls_total counter\n");
    for (int i = 0; i < samples.length; i++) {
      samples[i] = value(i, "get", "ü" + i);
      expected.append("x_calls_total{cmd=\"get\",db=\"ü" + i + "\"} " + i + "\n");
    }
    add(Labels.none(), of(CALLS, samples));
    writes(expected.toString());
  }
}
