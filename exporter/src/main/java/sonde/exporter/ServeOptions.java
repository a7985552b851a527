package sonde.exporter;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says of the exporter; each is null when it does not. It goes before the
 * environment and the file.
 *
 * @param config the configuration file
 * @param listen the address to listen on
 * @param namespace the prefix of the metrics' names, without a file
 * @param redisUrl the Redis server, without a file
 * @param webConfig the web configuration file
 * @param logLevel from when on to log
 * @param logFormat how a line of the log looks
 */
public record ServeOptions(
    @Nullable Path config,
    @Nullable String listen,
    @Nullable String namespace,
    @Nullable String redisUrl,
    @Nullable Path webConfig,
    @Nullable String logLevel,
    @Nullable String logFormat) {
  /** Nothing said. */
  public static final ServeOptions NONE =
      new ServeOptions(null, null, null, null, null, null, null);

  /** Just a file. */
  public static ServeOptions file(Path config) {
    return new ServeOptions(config, null, null, null, null, null, null);
  }
}
