package sonde.cli;

import org.junit.jupiter.api.Test;
import sonde.testkit.Golden;

/** The references that are made from the code are what the code says. */
final class DocumentsTest {
  @Test
  void collectorsAreUpToDate() {
    Golden.files(Documents.DIRECTORY).assertMatches("collectors.md", Documents.collectors());
  }

  @Test
  void commandsAreUpToDate() {
    Golden.files(Documents.DIRECTORY).assertMatches("commands.md", Documents.commands());
  }
}
