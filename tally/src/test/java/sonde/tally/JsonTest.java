package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void escapesWhatMustBe() {
    assertEquals("\"\"", Json.string(""));
    assertEquals("\"a äб\"", Json.string("a äб"));
    assertEquals("\"\\\"\\\\/\"", Json.string("\"\\/"));
    assertEquals("\"\\u0000\\u000a\\u001f\u007f\"", Json.string("\u0000\n\u001f\u007f"));
    assertEquals("\"\\ud83c\\udf4e\"", Json.string("🍎"));
    assertEquals("\"\\ud83c\"", Json.string("\ud83c"));
  }
}
