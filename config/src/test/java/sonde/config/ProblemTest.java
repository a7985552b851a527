package sonde.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProblemTest {

  @Test
  void aProblemIsOneLineWhateverItNames() {
    assertEquals(
        "a\\nb:3: c\\u202ed: e\\r\\tf\\u2028\\ud800 ü😀",
        new Problem("a\nb", 3, 1, "c\u202Ed", "e\r\tf\u2028\uD800 ü😀").toString());
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    assertEquals("F: m", Problem.of("F", "", "m").toString());
    assertEquals("F: p: m", Problem.of("F", "p", "m").toString());
    assertEquals("F:1: m", new Problem("F", 1, 0, "", "m").toString());
  }

  @Test
  void longValuesAreCut() {
    assertEquals(
        "F:1: port: expected a whole number, found the text \"" + "x".repeat(60) + "…\"",
        Reports.of("port: " + "x".repeat(100_000), Port.class));
  }

  record Port(int port) {}
}
