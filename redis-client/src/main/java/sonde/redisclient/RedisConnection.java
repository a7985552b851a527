package sonde.redisclient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One open connection to a Redis server, speaking RESP2. For one thread at a time, but for {@link
 * #abort} and {@link #close}. After a {@link RedisException}, or an exception of the handler, it is
 * closed.
 */
public interface RedisConnection extends AutoCloseable {
  /** Takes the replies of a pipeline, in the calling thread. */
  @FunctionalInterface
  interface ReplyHandler {
    /**
     * A reply has come.
     *
     * @param index the command's, from 0 without gaps
     * @param reply may be an {@link Reply.Error}
     * @param waited since the previous reply was handled, or since the commands were sent: a slow
     *     command shows by it
     */
    void reply(int index, Reply reply, Duration waited);
  }

  /** The server's address. */
  RedisAddress address();

  /**
   * Sends all commands in one write, then hands over their replies in order as they arrive.
   *
   * @param timeout for all of it, however slowly bytes trickle
   * @throws RedisException if not all replies came; those that came have been handed over
   * @throws IllegalStateException if another thread's pipeline is under way
   */
  void pipeline(List<RedisCommand> commands, Duration timeout, ReplyHandler handler)
      throws RedisException;

  /** Sends all commands in one write and waits for all replies. */
  default List<Reply> pipeline(List<RedisCommand> commands, Duration timeout)
      throws RedisException {
    List<Reply> replies = new ArrayList<>(commands.size());
    pipeline(commands, timeout, (index, reply, waited) -> replies.add(reply));
    return replies;
  }

  /** Sends one command and waits for its reply. */
  default Reply call(RedisCommand command, Duration timeout) throws RedisException {
    return pipeline(List.of(command), timeout).getFirst();
  }

  /**
   * Subscribes to a channel and hands over the text of each message, in the calling thread, for as
   * long as the connection lasts. It always ends by an exception.
   *
   * @param timeout for the confirmation of the subscription
   * @throws RedisException when the subscription is refused or the connection ends
   */
  void subscribe(String channel, Duration timeout, Consumer<String> messages) throws RedisException;

  /** Whether it is open as far as this side knows; the server may have closed it meanwhile. */
  boolean isOpen();

  /** Closes the connection at once from any thread; a pipeline under way ends as CLOSED. */
  void abort();

  /** The same as {@link #abort}. */
  @Override
  void close();
}
