package sonde.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicasTest {
  @Test
  void areAllAttachedOrANumber() {
    assertTrue(Replicas.parse("attached").attached());
    assertFalse(Replicas.parse("attached").none());
    assertEquals(2, Replicas.parse("2").number().orElseThrow());
    assertFalse(Replicas.parse("2").attached());
    assertFalse(Replicas.parse("2").none());
    assertTrue(Replicas.parse("0").none());
    assertEquals("100", Replicas.parse("100").toString());
    assertEquals("attached", Replicas.ATTACHED.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "all", "Attached", "-1", "101", "1000", "1.5", "٣"})
  void areNothingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> Replicas.parse(text));
  }
}
