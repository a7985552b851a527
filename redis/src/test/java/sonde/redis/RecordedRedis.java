package sonde.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.Reply;

/** A server that answers each command with its recorded reply, and knows no other. */
final class RecordedRedis implements RedisConnector, RedisConnection {
  private final Map<RedisCommand, Reply> replies = new HashMap<>();
  private final RedisAddress address;
  private final List<List<RedisCommand>> pipelines = new ArrayList<>();

  private RecordedRedis(String host) {
    this.address = RedisAddress.parse(host);
  }

  /** On another machine; its INFO is this, with lines ended by a line feed alone or not. */
  static RecordedRedis withInfo(String info) {
    return at("redis.example:6379", info);
  }

  static RecordedRedis at(String address, String info) {
    return new RecordedRedis(address).answering(bulk(info), "INFO", "ALL");
  }

  RecordedRedis answering(Reply reply, String... command) {
    return answering(reply, RedisCommand.of(command));
  }

  RecordedRedis answering(Reply reply, RedisCommand command) {
    replies.put(command, reply);
    return this;
  }

  static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An array; of strings, integers, lists and replies. */
  static Reply array(Object... items) {
    List<Reply> replies = new ArrayList<>();
    for (Object item : items) {
      replies.add(
          switch (item) {
            case Reply reply -> reply;
            case Integer number -> new Reply.Int(number);
            default -> bulk(item.toString());
          });
    }
    return new Reply.Array(replies);
  }

  List<List<RedisCommand>> pipelines() {
    return pipelines;
  }

  @Override
  public RedisAddress address() {
    return address;
  }

  @Override
  public RedisConnection connect(Duration timeout) {
    return this;
  }

  @Override
  public void subscribe(String channel, Duration timeout, Consumer<String> messages) {
    throw new UnsupportedOperationException("nothing is published here");
  }

  @Override
  public void pipeline(List<RedisCommand> commands, Duration timeout, ReplyHandler handler) {
    pipelines.add(List.copyOf(commands));
    for (int i = 0; i < commands.size(); i++) {
      Reply unknown = new Reply.Error("ERR", "unknown command " + commands.get(i));
      handler.reply(i, replies.getOrDefault(commands.get(i), unknown), Duration.ZERO);
    }
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}
}
