package sonde.redis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.redisclient.Reply;

/**
 * The settings that are metrics by default, each asked by its name: the passwords that {@code
 * CONFIG GET *} answers too never reach us.
 */
final class ConfigCollector implements Collector<RedisFacts> {
  static final Command<String> DATABASES = setting("databases");

  private static final List<Setting> NUMBERS =
      List.of(
          new Setting("maxclients", "config_maxclients", "Most clients, as configured."),
          new Setting("maxmemory", "config_maxmemory", "Most bytes of data, as configured."),
          new Setting("io-threads", "config_io_threads", "Threads that serve clients."),
          new Setting(
              "repl-backlog-size",
              "config_repl_backlog_size",
              "Bytes of the replication backlog, as configured."));

  private static final Command<String> BUFFERS = setting("client-output-buffer-limit");
  private static final Family BUFFER =
      Family.gauge(
          "config_client_output_buffer_limit_bytes",
          "Bytes of output that may wait for a client of the class.",
          "class",
          "limit");
  private static final Family BUFFER_TIME =
      Family.gauge(
          "config_client_output_buffer_limit_overcome_seconds",
          "How long a client of the class may be above its soft limit.",
          "class",
          "limit");

  private static final Spec SPEC =
      Spec.named("config", "Limits and sizes as configured.")
          .emits(NUMBERS.stream().map(Setting::family).toList())
          .emits(BUFFER, BUFFER_TIME)
          .needs("+config|get")
          .onByDefault();

  private static final List<Request<?>> REQUESTS =
      List.of(
          NUMBERS.get(0).command,
          NUMBERS.get(1).command,
          NUMBERS.get(2).command,
          NUMBERS.get(3).command,
          BUFFERS);

  private record Setting(Command<String> command, Family family) {
    Setting(String setting, String name, String help) {
      this(setting(setting), Family.gauge(name, help));
    }
  }

  /** A setting's value; empty when the server has no such setting. */
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

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(RedisFacts facts) {
    return facts.lacksData();
  }

  @Override
  public List<Request<?>> requests(RedisFacts facts) {
    return REQUESTS;
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    for (Setting setting : NUMBERS) {
      put(setting.family, replies.get(setting.command), out);
    }
    // normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60
    String[] limits = replies.get(BUFFERS).split(" ");
    for (int i = 0; i + 3 < limits.length; i += 4) {
      put(BUFFER, limits[i + 1], out, limits[i], "hard");
      put(BUFFER, limits[i + 2], out, limits[i], "soft");
      put(BUFFER_TIME, limits[i + 3], out, limits[i], "soft");
    }
  }

  private static void put(Family family, String value, Sink out, String... labels) {
    OptionalDouble number = Values.number(value);
    if (number.isPresent()) {
      out.put(family, number.getAsDouble(), labels);
    }
  }
}
