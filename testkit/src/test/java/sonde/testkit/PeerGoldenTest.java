package sonde.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerGoldenTest {
  private static final String PEER =
      """
      # TYPE x_up gauge
      x_up 1
      # TYPE x_calls_total counter
      x_calls_total{cmd="get"} 12
      # TYPE x_info gauge
      x_info{version="7"} 1
      """;

  private static final PeerGolden GOLDEN = PeerGolden.of(PEER);

  @Test
  void moreFamiliesAndOtherValuesAreNoDifference() {
    GOLDEN.assertCoveredBy(
        """
        # HELP x_up Ours has help.
        # TYPE x_up gauge
        x_up 0
        # TYPE x_calls_total counter
        x_calls_total{cmd="set"} 3
        # TYPE x_info gauge
        x_info{version="8"} 1
        # TYPE x_own gauge
        x_own 1
        """);
  }

  @Test
  void aMissingFamilyIsADifference() {
    assertEquals(
        List.of(
            "x_up: is missing, the peer has GAUGE with labels [[]]",
            "x_info: is missing, the peer has GAUGE with labels [[version]]"),
        GOLDEN.differences("# TYPE x_calls_total counter\nx_calls_total{cmd=\"get\"} 1\n"));
  }

  @Test
  void typesAndLabelNamesAreCompared() {
    assertEquals(
        List.of(
            "x_up: the peer's type is GAUGE, ours UNKNOWN",
            "x_calls_total: the peer's label names are [[cmd]], ours [[cmd, db]]",
            "x_info: the peer's label names are [[version]], ours []"),
        GOLDEN.differences(
            """
            # TYPE x_up untyped
            x_up 1
            # TYPE x_calls_total counter
            x_calls_total{cmd="get",db="0"} 12
            # TYPE x_info gauge
            """));
  }

  @Test
  void stableValuesAreComparedSeriesBySeries() {
    assertEquals(
        List.of(
            "x_info{version=7}: is missing, the peer has the value 1.0",
            "x_info{version=8}: is not in the peer's, ours is 1.0"),
        GOLDEN.withValues("x_in*").differences(PEER.replace("\"7\"", "\"8\"")));
    assertEquals(
        List.of("x_up{}: the peer has 1.0, ours 2.0"),
        GOLDEN.withValues("x_up", "*_total").differences(PEER.replace("up 1", "up 2")));
  }

  @Test
  void anExceptionCoversItsFamiliesOnly() {
    assertEquals(
        List.of("x_info: is missing, the peer has GAUGE with labels [[version]]"),
        GOLDEN
            .except("x_u*", "Not with this server.")
            .except("x_calls_total", "Neither.")
            .differences(""));
  }

  @Test
  void anExceptionWithoutCauseIsADifference() {
    assertEquals(
        List.of("x_up: is excepted without cause: Long gone."),
        GOLDEN.except("x_up", "Long gone.").differences(PEER));
  }

  @Test
  void theLabelNamesOfAHistogramAreThoseOfItsParts() {
    String histogram =
        """
        # TYPE h histogram
        h_bucket{le="+Inf"} 1
        h_sum 1
        h_count 1
        """;
    assertEquals(
        List.of(
            "h: the peer's label names are [_bucket[le], _count[], _sum[]], ours"
                + " [_bucket[le], _count[]]"),
        PeerGolden.of(histogram).differences(histogram.replace("h_sum 1\n", "")));
  }

  @Test
  void allDifferencesAreReportedAtOnce() {
    String message = Failure.of(() -> GOLDEN.assertCoveredBy(""));
    assertTrue(message.startsWith("3 differences from the peer:"), message);
    assertEquals(4, message.lines().count());
  }

  @Test
  void whatCannotBeReadFails() {
    String message = Failure.of(() -> GOLDEN.differences("x_up 1\nx_up 1\n"));
    assertEquals("our exposition cannot be read: line 2: x_up{} 1.0 stands twice", message);
  }
}
