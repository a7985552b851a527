package sonde.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.redisclient.Reply;

/** Valkey's logs of slow commands, large requests and large replies, and what gets into them. */
final class CommandLogCollector implements Collector<RedisFacts> {
  private static final List<Log> LOGS =
      List.of(
          new Log("slow", "commandlog_slow_length", "Entries in the log of slow commands."),
          new Log(
              "large-request",
              "commandlog_large_request_length",
              "Entries in the log of large requests."),
          new Log(
              "large-reply",
              "commandlog_large_reply_length",
              "Entries in the log of large replies."));

  private static final Map<String, Family> SETTINGS =
      Map.of(
          "commandlog-execution-slower-than",
          Family.gauge(
              "commandlog_execution_slower_than",
              "Microseconds from which a command is slow; -1 is never."),
          "commandlog-slow-execution-max-len",
          Family.gauge(
              "commandlog_slow_execution_max_len", "Most entries in the log of slow commands."),
          "commandlog-request-larger-than",
          Family.gauge(
              "commandlog_request_larger_than",
              "Bytes from which a request is large; -1 is never."),
          "commandlog-large-request-max-len",
          Family.gauge(
              "commandlog_large_request_max_len", "Most entries in the log of large requests."),
          "commandlog-reply-larger-than",
          Family.gauge(
              "commandlog_reply_larger_than", "Bytes from which a reply is large; -1 is never."),
          "commandlog-large-reply-max-len",
          Family.gauge(
              "commandlog_large_reply_max_len", "Most entries in the log of large replies."));

  private static final Command<Map<String, String>> CONFIG =
      Command.parsed(CommandLogCollector::settings, "CONFIG", "GET", "commandlog-*");

  private static final Spec SPEC =
      Spec.named("commandlog", "Logs of slow commands, large requests and large replies.")
          .emits(LOGS.stream().map(Log::length).toList())
          .emits(List.copyOf(SETTINGS.values()))
          .since("valkey", "8.1")
          .needs("+commandlog|len", "+config|get")
          .onByDefault();

  private record Log(Command<Long> command, Family length) {
    Log(String type, String name, String help) {
      this(Command.integer("COMMANDLOG", "LEN", type), Family.gauge(name, help));
    }
  }

  private static Map<String, String> settings(Reply reply) {
    List<Reply> parts = reply.items();
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i + 1 < parts.size(); i += 2) {
      settings.put(parts.get(i).text(), parts.get(i + 1).text());
    }
    return settings;
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
    return List.of(LOGS.get(0).command, LOGS.get(1).command, LOGS.get(2).command, CONFIG);
  }

  @Override
  public void collect(Replies<RedisFacts> replies, Sink out) throws FailedException {
    for (Log log : LOGS) {
      out.put(log.length, replies.get(log.command));
    }
    Map<String, String> values = replies.get(CONFIG);
    SETTINGS.forEach(
        (setting, family) -> out.put(family, Values.number(values.getOrDefault(setting, ""))));
  }
}
