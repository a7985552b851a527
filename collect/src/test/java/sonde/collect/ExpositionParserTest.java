package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionParserTest {
  private static ParsedFamily.Series series(String name, Map<String, String> labels, double value) {
    return new ParsedFamily.Series(name, new TreeMap<>(labels), value);
  }

  private static String failure(Format format, String text) {
    return String.valueOf(
        assertThrows(MalformedExpositionException.class, () -> ExpositionParser.parse(format, text))
            .getMessage());
  }

  @Test
  void theTextFormat() throws MalformedExpositionException {
    List<ParsedFamily> families =
        ExpositionParser.parse(
            Format.TEXT,
            """
            # a comment

            # HELP calls_total Calls \\\\ with\\na "line".
            # TYPE calls_total counter
            calls_total{ cmd="get",db="a\\"b\\\\c\\nd"} 12
            calls_total  1.5e+06 1700000000000
            free{} NaN
            # TYPE none gauge
            # TYPE h histogram
            h_bucket{le="0.5"} 1
            h_bucket{le="+Inf"} 3
            h_sum -Inf
            h_count 3
            # TYPE s summary
            s{quantile="0.5"} +Inf
            s_sum 0
            s_count 0
            """
                .replace("{ cmd", "{cmd"));
    assertEquals(
        List.of(
            new ParsedFamily(
                "calls_total",
                MetricType.COUNTER,
                "Calls \\ with\na \"line\".",
                List.of(
                    series("calls_total", Map.of("cmd", "get", "db", "a\"b\\c\nd"), 12),
                    series("calls_total", Map.of(), 1.5e6))),
            new ParsedFamily(
                "free", MetricType.UNKNOWN, "", List.of(series("free", Map.of(), Double.NaN))),
            new ParsedFamily("none", MetricType.GAUGE, "", List.of()),
            new ParsedFamily(
                "h",
                MetricType.HISTOGRAM,
                "",
                List.of(
                    series("h_bucket", Map.of("le", "0.5"), 1),
                    series("h_bucket", Map.of("le", "+Inf"), 3),
                    series("h_sum", Map.of(), Double.NEGATIVE_INFINITY),
                    series("h_count", Map.of(), 3))),
            new ParsedFamily(
                "s",
                MetricType.SUMMARY,
                "",
                List.of(
                    series("s", Map.of("quantile", "0.5"), Double.POSITIVE_INFINITY),
                    series("s_sum", Map.of(), 0),
                    series("s_count", Map.of(), 0)))),
        families);
  }

  @Test
  void openMetrics() throws MalformedExpositionException {
    String text =
        """
        # HELP calls A \\"call\\".
        # TYPE calls counter
        calls_total{cmd="get"} 12 1700000000.5
        calls_created{cmd="get"} 1
        # TYPE odd unknown
        odd 1
        # EOF
        """;
    assertEquals(Format.OPENMETRICS, ExpositionParser.formatOf(text));
    assertEquals(
        List.of(
            new ParsedFamily(
                "calls_total",
                MetricType.COUNTER,
                "A \"call\".",
                List.of(
                    series("calls_total", Map.of("cmd", "get"), 12),
                    series("calls_created", Map.of("cmd", "get"), 1))),
            new ParsedFamily("odd", MetricType.UNKNOWN, "", List.of(series("odd", Map.of(), 1)))),
        ExpositionParser.parse(Format.OPENMETRICS, text));
  }

  @Test
  void theEmptyExposition() throws MalformedExpositionException {
    assertEquals(List.of(), ExpositionParser.parse(Format.TEXT, ""));
    assertEquals(List.of(), ExpositionParser.parse(Format.OPENMETRICS, "# EOF\n"));
    assertEquals(Format.TEXT, ExpositionParser.formatOf(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          up 1;up 2                                 | line 2: up{} 2.0 stands twice
          up{a="1",b="2"} 1;up{b="2",a="1"} 1       | line 2: up{a=1, b=2} 1.0 stands twice
          up 1;down 1;up{a="1"} 1                   | line 3: the family up stands in several pieces
          up 1;# TYPE up gauge                      | line 2: TYPE of up comes twice or too late
          up 1;# HELP up Up.                        | line 2: HELP of up comes twice or too late
          # TYPE up gauge;# TYPE up gauge           | line 2: TYPE of up comes twice or too late
          # TYPE up gauges                          | line 1: unknown type: gauges
          # TYPE up unknown                         | line 1: unknown type: unknown
          # HELP 1up Up.                            | line 1: not a metric name: 1up
          # HELP up Up\\t                           | line 1: unknown escape in: Up\\t
          # HELP up Up\\"                           | line 1: unknown escape in: Up\\"
          up{a="\\x"} 1                             | line 1: unknown escape in: \\x
          up{a="1} 1                                | line 1: a label's value does not end
          up{a="1\\                                 | line 1: a label's value does not end
          up{a="1"                                  | line 1: the labels do not end
          up{a="1",} 1                              | line 1: not a label name:
          up{a="1" b="2"} 1                         | line 1: a comma is missing after label a
          up{a="1",a="2"} 1                         | line 1: label a stands twice
          up{1a="1"} 1                              | line 1: not a label name: 1a
          up{a=1} 1                                 | line 1: label a has no quoted value
          u-p 1                                     | line 1: not a metric name: u-p
          up                                        | line 1: not a number:
          up 1,5                                    | line 1: not a number: 1,5
          up 0x10                                   | line 1: not a number: 0x10
          up inf                                    | line 1: not a number: inf
          up 1 2.5                                  | line 1: unexpected after the value: 2.5
          up 1 2 3                                  | line 1: unexpected after the value: 2 3
          # TYPE h histogram;h 1                    | line 2: h{} 1.0 is not a sample of a histogram h
          # TYPE h histogram;h_bucket{le="1"} 1     | line 3: h has buckets without a count
          # TYPE h histogram;h_count 1              | line 3: h_count{} 1.0 does not match its last bucket
          # TYPE s summary;s 1                      | line 2: s{} 1.0 is not a sample of a summary s
          """)
  void whatACarefulProducerWouldNotWriteIsRefused(String text, String message) {
    String lines = text.replace(';', '\n') + '\n';
    assertEquals(message, failure(Format.TEXT, lines).strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n",
        "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_count 1\n",
        "h_bucket{le=\"1\"} 1\nh_count 1\n",
        "h_bucket{le=\"+Inf\"} 1\nh_count 2\n",
        "h_bucket{le=\"one\"} 1\nh_count 2\n",
        "h_bucket 1\n",
      })
  void aHistogramThatDoesNotAddUpIsRefused(String samples) {
    failure(Format.TEXT, "# TYPE h histogram\n" + samples);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # TYPE up gauge;up 1                       | line 3: OpenMetrics ends in # EOF
          # EOF;up 1                                 | line 2: there is more after # EOF
          # EOF;# EOF                                | line 2: there is more after # EOF
          # a comment;# EOF                          | line 1: OpenMetrics has no empty lines and no comments
          ;# EOF                                     | line 1: OpenMetrics has no empty lines and no comments
          up 1;# EOF                                 | line 1: up{} 1.0 is outside its family
          # TYPE a counter;a 1;# EOF                 | line 2: a{} 1.0 is not a sample of a counter a
          # TYPE a gauge;b 1;# EOF                   | line 2: b{} 1.0 is outside its family
          # TYPE a untyped;# EOF                     | line 1: unknown type: untyped
          # TYPE a gauge;a  1;# EOF                  | line 2: not a number:
          # TYPE a gauge;a{b="1"}1;# EOF             | line 2: a space is missing after the labels
          """)
  void openMetricsIsStricter(String text, String message) {
    String lines = text.replace(';', '\n') + '\n';
    assertEquals(message, failure(Format.OPENMETRICS, lines).strip());
  }

  @Test
  void theLastLineEndsToo() {
    assertEquals(
        "line 2: the last line does not end in a line feed", failure(Format.TEXT, "a 1\nb 2"));
    assertEquals(
        "line 1: the last line does not end in a line feed", failure(Format.OPENMETRICS, "# EOF"));
  }
}
