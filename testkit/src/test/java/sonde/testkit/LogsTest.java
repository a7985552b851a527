package sonde.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
  private static final Logger LOG = LoggerFactory.getLogger(LogsTest.class);

  @Test
  void hasWhatIsLoggedWhileItIsOpen() {
    LOG.info("a word before");
    Logs closed;
    try (Logs logs = new Logs()) {
      LOG.warn("a {}", "word");
      LOG.debug("a word too many");
      LOG.info("nothing");
      assertEquals(List.of("WARN a word"), logs.with("word"));
      closed = logs;
    }
    LOG.info("a word after");
    assertEquals(List.of("WARN a word"), closed.with("word"));
  }
}
