package sonde.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import sonde.config.LogConfig;

/**
 * Sets Logback up by code: the log goes to standard error, and to a file if one is named, as text
 * or as JSON.
 */
final class Logging {
  private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %msg%n%ex";

  private Logging() {}

  /** Logs as a configuration says; what was set up before is replaced. */
  static void setUp(LogConfig log) {
    setUp((LoggerContext) LoggerFactory.getILoggerFactory(), log);
    takeOver();
  }

  static void setUp(LoggerContext context, LogConfig log) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setTarget("System.err");
    attach(root, console, log, context);
    if (log.file() != null) {
      FileAppender<ILoggingEvent> file = new FileAppender<>();
      file.setFile(log.file().toString());
      attach(root, file, log, context);
    }
    root.setLevel(Level.valueOf(log.level().name()));
  }

  /** What PostgreSQL's driver and the JDK log by themselves, which would write around this log. */
  private static void takeOver() {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }

  /** Only what does not work, for commands that print their result themselves. */
  static void quiet() {
    setUp(new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.TEXT, null));
  }

  private static void attach(
      Logger root,
      OutputStreamAppender<ILoggingEvent> appender,
      LogConfig log,
      LoggerContext context) {
    Encoder<ILoggingEvent> encoder = encoder(log.format(), context);
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
  }

  private static Encoder<ILoggingEvent> encoder(LogConfig.Format format, LoggerContext context) {
    if (format == LogConfig.Format.JSON) {
      JsonEncoder json = new JsonEncoder();
      json.setWithContext(false);
      json.setWithSequenceNumber(false);
      json.setWithNanoseconds(false);
      json.setWithMDC(false);
      json.setWithMarkers(false);
      json.setWithKVPList(false);
      json.setWithArguments(false);
      json.setWithMessage(false);
      json.setWithFormattedMessage(true);
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(LINE);
    return text;
  }
}
