package sonde.redisclient;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Sentinel: a connection for asking and one for its announcements, both opened again when they
 * are lost.
 */
final class SentinelWatch implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final String SWITCH = "+switch-master";

  private final SentinelGroup group;
  private final RedisAddress address;
  private final RedisConnector connector;
  private final Runnable wake;
  private final Consumer<String> notes;
  private volatile @Nullable RedisConnection asking;
  private volatile @Nullable RedisConnection listening;
  private volatile @Nullable String problem = "not asked yet";
  private boolean answered = true;
  private volatile boolean closed;

  /**
   * A watch that has asked nothing.
   *
   * @param wake called when the Sentinel has announced a switch
   * @param notes takes a line for the log when the Sentinel falls silent or answers again
   */
  SentinelWatch(SentinelGroup group, RedisAddress address, Runnable wake, Consumer<String> notes) {
    this.group = group;
    this.address = address;
    this.wake = wake;
    this.notes = notes;
    this.connector = RedisConnector.create(address, group.credentials(), group.tls(), null);
  }

  /** Asks it; empty if it does not answer or does not know the primary. One thread at a time. */
  Optional<SentinelAnswer> ask() {
    try {
      RedisConnection connection = asking;
      if (connection == null || !connection.isOpen()) {
        connection = connector.connect(LIMIT);
        asking = connection;
      }
      List<Reply> replies = connection.pipeline(SentinelAnswer.question(group.master()), LIMIT);
      SentinelAnswer answer = SentinelAnswer.read(group.scheme(), replies);
      note(
          answer == null
              ? address.hostAndPort() + ": this Sentinel knows no primary " + group.master()
              : null);
      return Optional.ofNullable(answer);
    } catch (RedisException e) {
      note(e.getMessage());
    } catch (UnexpectedReplyException e) {
      note(address.hostAndPort() + ": this is no Sentinel: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Why it is of no use at present; null if all is well. */
  @Nullable String problem() {
    return problem;
  }

  private void note(@Nullable String now) {
    problem = now;
    if (answered != (now == null)) {
      answered = now == null;
      notes.accept(answered ? address.hostAndPort() + ": the Sentinel answers again" : now);
    }
  }

  /** Listens to its announcements until closed. */
  void follow() {
    try {
      while (!closed) {
        try (RedisConnection connection = connector.connect(LIMIT)) {
          listening = connection;
          wake.run();
          connection.subscribe(SWITCH, LIMIT, message -> announced(message));
        } catch (RedisException _) {
          // That it does not answer is noted where it is asked.
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /** The message: the name, the old host and port, the new host and port. */
  private void announced(String message) {
    if (message.startsWith(group.master() + " ")) {
      wake.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (RedisConnection connection : new RedisConnection[] {asking, listening}) {
      if (connection != null) {
        connection.close();
      }
    }
  }
}
