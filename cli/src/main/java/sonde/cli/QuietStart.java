package sonde.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import sonde.config.LogConfig;

/**
 * What Logback does until a configuration has been read: it logs warnings. Without it Logback logs
 * everything, of which drivers have a lot to say, passwords in statements included. Found by
 * Logback through META-INF/services.
 */
public final class QuietStart extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logging.setUp(context, new LogConfig(LogConfig.Level.WARN, LogConfig.Format.TEXT, null));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
