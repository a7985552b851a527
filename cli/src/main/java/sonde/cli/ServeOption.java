package sonde.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sonde.exporter.ServeOptions;

/**
 * The options of {@code sonde serve}, in one table: the command line's parser is made from it, and
 * the daemon reads a correct command line by it alone, without loading the parser, which would stay
 * in its memory for life.
 */
enum ServeOption {
  CONFIG("FILE", "Configuration file (YAML).", "--config", "--config.file"),
  LISTEN("HOST:PORT", "Address to listen on.", "--listen", "--web.listen-address"),
  NAMESPACE(
      "NS", "Prefix of the metrics' names, without a file (redis, pg, mysql).", "--namespace"),
  REDIS_URL("URL", "Redis server, without a file: redis://host:6379.", "--redis.url"),
  WEB_CONFIG("FILE", "TLS, users and headers, in exporter-toolkit's format.", "--web.config.file"),
  LOG_LEVEL("LEVEL", "debug, info, warn or error.", "--log.level"),
  LOG_FORMAT("FORMAT", "text or json.", "--log.format");

  private final String parameter;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> names;

  ServeOption(String parameter, String description, String... names) {
    this.parameter = parameter;
    this.description = description;
    this.names = List.of(names);
  }

  String parameter() {
    return parameter;
  }

  String description() {
    return description;
  }

  List<String> names() {
    return names;
  }

  /**
   * Reads arguments of the forms {@code --name value} and {@code --name=value}.
   *
   * @return empty for anything else: then the parser says what is wrong, or prints help
   */
  static Optional<ServeOptions> read(List<String> arguments) {
    Map<ServeOption, String> values = new EnumMap<>(ServeOption.class);
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      ServeOption option = named(equals < 0 ? argument : argument.substring(0, equals));
      String value =
          equals >= 0
              ? argument.substring(equals + 1)
              : i + 1 < arguments.size() ? arguments.get(++i) : null;
      if (option == null
          || value == null
          || (equals < 0 && value.startsWith("-"))
          || values.put(option, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(options(values));
  }

  private static @Nullable ServeOption named(String name) {
    for (ServeOption option : values()) {
      if (option.names.contains(name)) {
        return option;
      }
    }
    return null;
  }

  static ServeOptions options(Map<ServeOption, String> values) {
    String config = values.get(CONFIG);
    String webConfig = values.get(WEB_CONFIG);
    return new ServeOptions(
        config == null ? null : Path.of(config),
        values.get(LISTEN),
        values.get(NAMESPACE),
        values.get(REDIS_URL),
        webConfig == null ? null : Path.of(webConfig),
        values.get(LOG_LEVEL),
        values.get(LOG_FORMAT));
  }
}
