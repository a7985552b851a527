package sonde.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisException;
import sonde.redisclient.Reply;

/** Asks a server's commands in one pipeline. */
final class RedisLink implements Link {
  private final RedisConnection connection;

  RedisLink(RedisConnection connection) {
    this.connection = connection;
  }

  @Override
  public void ask(List<Request<?>> requests, Deadline deadline, Handler handler)
      throws FailedException {
    List<RedisCommand> commands = new ArrayList<>(requests.size());
    for (Request<?> request : requests) {
      commands.add(((Command<?>) request).sent());
    }
    try {
      connection.pipeline(
          commands,
          deadline.remaining(),
          (index, reply, waited) -> hand((Command<?>) requests.get(index), reply, waited, handler));
    } catch (RedisException e) {
      throw new FailedException(RedisStore.failure(e));
    }
  }

  private static <T> void hand(Command<T> command, Reply reply, Duration waited, Handler handler) {
    try {
      handler.answered(command, command.read(reply), waited);
    } catch (FailedException e) {
      handler.refused(command, e.failure(), waited);
    }
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public void close() {
    connection.abort();
  }
}
