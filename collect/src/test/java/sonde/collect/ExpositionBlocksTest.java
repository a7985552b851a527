package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several blocks in one exposition: their labels, and what they have in common. */
class ExpositionBlocksTest {
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

  private void writes(String expected) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(Format.TEXT, out);
    assertEquals(expected, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void commonLabelsComeFirst() throws IOException {
    add(
        Labels.none().and("target", "cache").and("node", "a:1"),
        of(UP, value(1)),
        of(CALLS, value(2, "get", "")));
    writes(
        """
        # HELP x_calls_total Calls.
        # TYPE x_calls_total counter
        x_calls_total{target="cache",node="a:1",cmd="get",db=""} 2
        # HELP x_up Whether it is up.
        # TYPE x_up gauge
        x_up{target="cache",node="a:1"} 1
        """);
  }

  @Test
  void aFamilysOwnLabelStaysWhateverTheConfigurationAdds() throws IOException {
    add(
        Labels.of(Map.of("cmd", "configured", "le", "2", "quantile", "3", "t", "a")),
        of(CALLS, value(2, "get", "0")),
        of(HISTOGRAM, new Sample.Histogram(List.of("get"), List.of(), List.of(), 0, 0)),
        of(SUMMARY, new Sample.Summary(List.of("get"), List.of(), List.of(), 0, 0)));
    writes(
        """
        # HELP x_calls_total Calls.
        # TYPE x_calls_total counter
        x_calls_total{le="2",quantile="3",t="a",cmd="get",db="0"} 2
        # HELP x_latency Latency.
        # TYPE x_latency summary
        x_latency_sum{le="2",t="a",cmd="get"} 0
        x_latency_count{le="2",t="a",cmd="get"} 0
        # HELP x_seconds Durations.
        # TYPE x_seconds histogram
        x_seconds_bucket{quantile="3",t="a",cmd="get",le="+Inf"} 0
        x_seconds_sum{quantile="3",t="a",cmd="get"} 0
        x_seconds_count{quantile="3",t="a",cmd="get"} 0
        """);
  }

  @Test
  void roleAndOwnLabelsGoWhereTheyBelong() throws IOException {
    exposition.add(
        new Exposition.Block(
            "x",
            Labels.of(Map.of("t", "plain")),
            Labels.of(Map.of("t", "role")),
            Labels.of(Map.of("t", "own")),
            List.of(
                of(Family.gauge("a", "A."), value(1)),
                of(Family.gauge("b", "B.").withoutRole(), value(1)),
                of(Family.gauge("sonde_c", "C.").absolute(), value(1)))));
    writes(
        """
        # HELP sonde_c C.
        # TYPE sonde_c gauge
        sonde_c{t="own"} 1
        # HELP x_a A.
        # TYPE x_a gauge
        x_a{t="role"} 1
        # HELP x_b B.
        # TYPE x_b gauge
        x_b{t="plain"} 1
        """);
  }

  @Test
  void anEmptyNamespaceAddsNoUnderscore() throws IOException {
    exposition.add(
        new Exposition.Block(
            "", Labels.none(), Labels.none(), Labels.none(), List.of(of(UP, value(1)))));
    writes("# HELP up Whether it is up.\n# TYPE up gauge\nup 1\n");
  }

  @Test
  void theBlocksOfAFamilyStandUnderOneDescription() throws IOException {
    add(Labels.of(Map.of("t", "a")), of(UP, value(1)));
    add(Labels.of(Map.of("t", "b")), of(UP, value(0)));
    assertEquals(0, exposition.dropDuplicates());
    writes(
        """
        # HELP x_up Whether it is up.
        # TYPE x_up gauge
        x_up{t="a"} 1
        x_up{t="b"} 0
        """);
  }

  @Test
  void blocksWithOtherLabelNamesInAFamilyKeepTheirOwn() throws IOException {
    add(Labels.of(Map.of("t", "a")), of(CALLS, value(1, "get", "0")));
    add(
        Labels.of(Map.of("t", "b")),
        of(Family.counter("calls_total", "Calls.", "op"), value(2, "r")));
    assertEquals(0, exposition.dropDuplicates());
    writes(
        """
        # HELP x_calls_total Calls.
        # TYPE x_calls_total counter
        x_calls_total{t="a",cmd="get",db="0"} 1
        x_calls_total{t="b",op="r"} 2
        """);
  }

  @Test
  void anotherTypeUnderATakenNameIsDroppedAndCounted() throws IOException {
    add(Labels.of(Map.of("t", "a")), of(UP, value(1)));
    add(Labels.of(Map.of("t", "b")), of(Family.counter("up", "Ups."), value(1)));
    assertEquals(1, exposition.dropDuplicates());
    writes("# HELP x_up Whether it is up.\n# TYPE x_up gauge\nx_up{t=\"a\"} 1\n");
  }

  @Test
  void whatTwoBlocksOfTheSameLabelsBothHaveIsDroppedAndCounted() throws IOException {
    Labels labels = Labels.none().and("t", "a").and("n", "1");
    add(labels, of(CALLS, value(1, "get", "0"), value(2, "set", "0")));
    add(
        Labels.none().and("n", "1").and("t", "a"),
        of(CALLS, value(3, "get", "0"), value(4, "del", "0")));
    assertEquals(1, exposition.dropDuplicates());
    writes(
        """
        # HELP x_calls_total Calls.
        # TYPE x_calls_total counter
        x_calls_total{t="a",n="1",cmd="get",db="0"} 1
        x_calls_total{t="a",n="1",cmd="set",db="0"} 2
        x_calls_total{n="1",t="a",cmd="del",db="0"} 4
        """);
  }

  @Test
  void aSeriesMadeOnceByACommonAndOnceByAnOwnLabelIsADuplicate() {
    add(Labels.of(Map.of("key", "k")), of(UP, value(1)));
    add(Labels.none(), of(Family.gauge("up", "Whether it is up.", "key"), value(1, "k")));
    assertEquals(1, exposition.dropDuplicates());
  }

  @Test
  void halvesOfCharactersNeverBreakTheEncoding() throws IOException {
    add(Labels.of(Map.of("t", "a\ud800b")), of(UP, value(1)));
    writes("# HELP x_up Whether it is up.\n# TYPE x_up gauge\nx_up{t=\"a?b\"} 1\n");
  }

  @Test
  void aLabelAddedTwiceHasItsLastValueAtItsFirstPlace() {
    assertEquals(
        "{a=\"3\",b=\"2\"}", Labels.of(Map.of("b", "2", "a", "1")).and("a", "3").toString());
    assertEquals("{}", Labels.none().toString());
  }
}
