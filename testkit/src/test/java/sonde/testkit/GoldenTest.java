package sonde.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
  @TempDir Path directory;

  @Test
  void aMissingGoldenFailsAndIsNotWritten() {
    String message = Failure.of(() -> Golden.in(directory, false).assertMatches("a.txt", "a\n"));
    assertTrue(message.contains("-Dgolden.refresh"), message);
    assertFalse(Files.exists(directory.resolve("a.txt")));
  }

  @Test
  void aGoldenIsWrittenOnDemandOnlyAndThenComparedWith() throws IOException {
    Golden.in(directory, true).assertMatches("deep/er/a.txt", "a\n");
    assertEquals("a\n", Files.readString(directory.resolve("deep/er/a.txt")));
    Golden.in(directory, false).assertMatches("deep/er/a.txt", "a\n");
    assertThrows(
        AssertionError.class,
        () -> Golden.in(directory, false).assertMatches("deep/er/a.txt", "a"));
  }

  @Test
  void aDifferenceShowsTheLinesThatDiffer() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "one\ntwo\nthree\nfour\n");
    String message =
        Failure.of(
            () -> Golden.in(directory, false).assertMatches("a.txt", "one\n2\nthree\nand\nfour\n"));
    assertTrue(message.endsWith("from line 2 on:\n- two\n+ 2\n+ and\n"), message);
  }

  @Test
  void aMissingLineFeedAtTheEndIsShown() {
    assertEquals("from line 1 on:\n- a\n- <end>\n+ a<end>\n", LineDifference.of("a\n", "a"));
  }

  @Test
  void aLongDifferenceIsCut() {
    String message = LineDifference.of("", "x\n".repeat(1000));
    assertTrue(message.endsWith("… and more\n"), message);
    assertEquals(62, message.lines().count());
  }
}
