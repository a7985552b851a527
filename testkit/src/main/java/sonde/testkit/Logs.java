package sonde.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What this JVM logs while it is open. */
public final class Logs implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  /** From now on. */
  public Logs() {
    appender.start();
    root.addAppender(appender);
  }

  /** Level and message of each event so far that has the text in its message. */
  public List<String> with(String text) {
    // Appending holds the appender's lock.
    synchronized (appender) {
      return appender.list.stream()
          .filter(event -> event.getFormattedMessage().contains(text))
          .map(event -> event.getLevel() + " " + event.getFormattedMessage())
          .toList();
    }
  }

  @Override
  public void close() {
    root.detachAppender(appender);
  }
}
