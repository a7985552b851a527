package sonde.redis;

import java.util.List;
import java.util.OptionalDouble;
import sonde.redisclient.Reply;

/** The settings that are metrics by default. */
final class ConfigCollector {
  static final Command<String> DATABASES = setting("databases");

  private ConfigCollector() {}

  private static Command<String> setting(String name) {
    return Command.parsed(
        reply -> {
          List<Reply> pair = reply.items();
          return pair.size() < 2 ? "" : pair.get(1).text();
        },
        "CONFIG",
        "GET",
        name);
  }

  static OptionalDouble number(String value) {
    return Values.number(value);
  }
}
