package sonde.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionTest {
  private static boolean atLeast(String version, String other) {
    return Version.parse(version).atLeast(Version.parse(other));
  }

  @Test
  void versionsAreComparedNumberByNumber() {
    assertTrue(atLeast("10.11", "10.2"));
    assertFalse(atLeast("10.2", "10.11"));
    assertTrue(atLeast("7", "7.0"));
    assertTrue(atLeast("7.0", "7"));
    assertFalse(atLeast("6.2.14", "7"));
    assertTrue(atLeast("255.255.255", "8.4"));
  }

  @Test
  void versionsThatCompareEqualAreEqual() {
    assertEquals(Version.parse("7.0.0"), Version.parse("7"));
    assertEquals(Version.parse("7.0.0").hashCode(), Version.parse("7").hashCode());
    assertFalse(Version.parse("7.0.1").equals(Version.parse("7")));
  }

  @Test
  void whatFollowsTheNumbersIsIgnored() {
    assertEquals(List.of(17), Version.parse("17beta1").numbers());
    assertEquals(List.of(10, 11, 6), Version.parse("10.11.6-MariaDB-log").numbers());
    assertEquals(List.of(8, 0), Version.parse("8.0.").numbers());
    assertEquals("10.11.6-MariaDB-log", Version.parse("10.11.6-MariaDB-log").toString());
  }

  @Test
  void whatIsNoVersionIsOlderThanAny() {
    assertEquals(List.of(), Version.parse("").numbers());
    assertEquals(List.of(), Version.parse("unknown 7").numbers());
    assertFalse(atLeast("", "1"));
    assertTrue(Version.parse("9".repeat(1000)).atLeast(Version.parse("8")));
  }
}
