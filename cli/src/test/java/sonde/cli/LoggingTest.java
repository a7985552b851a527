package sonde.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
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
  void untilAConfigurationIsReadOnlyWarningsAreLogged() {
    LoggerContext context = new LoggerContext();
    // As Logback itself begins: everything.
    context.getLogger("ROOT").setLevel(ch.qos.logback.classic.Level.DEBUG);
    Configurator found = ServiceLoader.load(Configurator.class).findFirst().orElseThrow();
    assertEquals(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, found.configure(context));
    assertTrue(context.getLogger("org.mariadb.jdbc").isWarnEnabled());
    assertFalse(context.getLogger("org.mariadb.jdbc").isInfoEnabled());
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
