package sonde.redisclient;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import sonde.redisclient.RedisException.Kind;

/** A connection on Jedis' streams. */
final class JedisConnection implements RedisConnection {
  private final RedisAddress address;
  private final Link link;
  private final ReplyReader reader;
  private final LongSupplier nanoTime;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean closed;
  private boolean answered;
  private Reply.@Nullable Error lastError;

  /**
   * A connection over an open stream.
   *
   * @param nanoTime measures how long replies are waited for
   */
  JedisConnection(RedisAddress address, Link link, long replyLimit, LongSupplier nanoTime) {
    this.address = address;
    this.link = link;
    this.nanoTime = nanoTime;
    this.reader = new ReplyReader(link.in(), replyLimit);
  }

  @Override
  public RedisAddress address() {
    return address;
  }

  @Override
  public void pipeline(List<RedisCommand> commands, Duration timeout, ReplyHandler handler)
      throws RedisException {
    Deadline deadline = new Deadline(timeout);
    try (deadline) {
      deadline.guard(link.raw());
      pipeline(commands, deadline, handler);
    }
    if (deadline.expired()) {
      // All replies came, but the last of them when the socket was being closed.
      close();
    }
  }

  /** Within a deadline that guards this connection's socket. */
  void pipeline(List<RedisCommand> commands, Deadline deadline, ReplyHandler handler)
      throws RedisException {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("a pipeline is under way on the connection to " + address);
    }
    int received = 0;
    try {
      if (closed) {
        throw new RedisException(Kind.CLOSED, address, "the connection is closed", null);
      }
      if (answered && reader.pending()) {
        // Were it taken for the first reply, all that follow would be off by one.
        throw new ReplyReader.BadReplyException("sent something without being asked");
      }
      link.out().write(encode(commands));
      link.out().flush();
      reader.newPipeline();
      long since = nanoTime.getAsLong();
      for (; received < commands.size(); received++) {
        Reply reply = reader.read();
        long now = nanoTime.getAsLong();
        answered = true;
        lastError = reply instanceof Reply.Error error ? error : null;
        handler.reply(received, reply, Duration.ofNanos(now - since));
        since = nanoTime.getAsLong();
      }
    } catch (IOException e) {
      throw failure(e, deadline, received, commands.size());
    } finally {
      if (received < commands.size()) {
        close();
      }
      busy.set(false);
    }
  }

  @Override
  public void subscribe(String channel, Duration timeout, Consumer<String> messages)
      throws RedisException {
    Reply confirmation = call(RedisCommand.of("SUBSCRIBE", channel), timeout);
    if (confirmation instanceof Reply.Error error) {
      close();
      throw new RedisException(
          Kind.CLOSED, address, "the subscription to " + channel + " was refused: " + error, null);
    }
    try {
      while (true) {
        reader.newPipeline();
        List<Reply> message = reader.read().items();
        if (message.size() == 3 && message.getFirst().text().equals("message")) {
          messages.accept(message.getLast().text());
        }
      }
    } catch (IOException e) {
      throw failure(e, null, 1, 1);
    } catch (UnexpectedReplyException e) {
      throw new RedisException(
          Kind.NOT_REDIS, address, "the server sent what is no message: " + e.getMessage(), e);
    } finally {
      close();
    }
  }

  private static byte[] encode(List<RedisCommand> commands) {
    byte[] bytes = new byte[commands.stream().mapToInt(RedisCommand::size).sum()];
    int end = 0;
    for (RedisCommand command : commands) {
      end = command.copyTo(bytes, end);
    }
    return bytes;
  }

  private RedisException failure(
      IOException e, @Nullable Deadline deadline, int received, int expected) {
    if (deadline != null && deadline.expired()) {
      return new RedisException(Kind.TIMEOUT, address, late(deadline, received, expected), e);
    }
    if (closed) {
      return new RedisException(
          Kind.CLOSED, address, "the connection was closed from this side", e);
    }
    return switch (e) {
      case ReplyReader.BadReplyException _ ->
          new RedisException(Kind.NOT_REDIS, address, "the server " + e.getMessage(), e);
      case SSLException _ -> new RedisException(Kind.TLS, address, tls(e), e);
      default -> new RedisException(Kind.CLOSED, address, ended(e), e);
    };
  }

  private String late(Deadline deadline, int received, int expected) {
    String within = " within " + Dialer.text(deadline.timeout());
    if (!answered) {
      return "connected, but no answer"
          + within
          + ": the server is stopped or overloaded, or the port is not Redis";
    }
    return received + " of " + expected + " replies" + within + ": the server is slow or stopped";
  }

  private static String tls(IOException e) {
    String reason = Dialer.reason(e);
    return reason.contains("certificate")
        ? TlsClient.refusedCertificate(reason)
        : "TLS failed: " + reason;
  }

  private String ended(IOException e) {
    String how =
        e instanceof ReplyReader.EndOfStreamException
            ? "the server closed the connection"
            : "connection lost: " + Dialer.reason(e);
    if (lastError != null) {
      // "max number of clients reached" and the like come before the end.
      return how + " after " + lastError;
    }
    return answered || address.tls()
        ? how
        : how + " before any answer: use rediss:// if the port speaks TLS";
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void abort() {
    closed = true;
    Deadline.closeQuietly(link.raw());
  }

  @Override
  public void close() {
    abort();
  }
}
