package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sonde.config.LogConfig;

/** All that is logged goes one way, whoever logs it. */
class LoggingTest {
  @TempDir private Path directory = Path.of("");

  @AfterEach
  void reset() {
    Logging.quiet();
  }

  @Test
  void whatDriversLogByTheJdkIsInTheLogAndOnce() throws Exception {
    Path file = directory.resolve("sonde.log");
    for (int i = 0; i < 2; i++) {
      Logging.setUp(new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT, file));
    }
    Logger driver = Logger.getLogger("org.postgresql.Driver");
    driver.log(Level.WARNING, "the driver''s {0}", "word");
    driver.fine("what nobody wants to know");
    List<String> lines = Files.readAllLines(file);
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().endsWith(" WARN  the driver's word"), lines::toString);
    assertTrue(
        Stream.of(Logger.getLogger("").getHandlers()).noneMatch(ConsoleHandler.class::isInstance));
  }
}
