package sonde.tally;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.redisclient.ConnectionPool;
import sonde.redisclient.NoPrimaryException;
import sonde.redisclient.Primaries;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisCredentials;
import sonde.redisclient.RedisException;
import sonde.redisclient.Reply;
import sonde.redisclient.SentinelGroup;

/** The primaries of the configured Redis: makes single attempts at them, and follows failovers. */
final class Redis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
  private static final Duration CONNECT = Duration.ofMillis(300);
  private static final int CONNECTIONS = 64;
  private static final int WAITING = 1000;
  private static final RedisCommand ASKING = RedisCommand.of("ASKING");

  private final TallyConfig.Redis config;
  private final TallyMetrics metrics;
  private final FailoverClock clock;
  private final ServerCheck check;
  private final ConnectionPool pool;
  private final Primaries primaries;

  Redis(TallyConfig config, TallyMetrics metrics) {
    this.config = config.redis();
    this.metrics = metrics;
    this.clock = new FailoverClock(metrics);
    this.check = new ServerCheck(config.durability(), this::connector);
    this.pool = new ConnectionPool(this::connector, CONNECT, CONNECTIONS, WAITING);
    this.primaries = follow();
    changed();
  }

  private Primaries follow() {
    TallyConfig.Sentinel sentinel = config.sentinel();
    List<RedisAddress> nodes = config.cluster();
    if (sentinel != null) {
      RedisCredentials credentials = new RedisCredentials(sentinel.username(), sentinel.password());
      return Primaries.behind(
          new SentinelGroup(sentinel.master(), sentinel.addresses(), credentials, config.tls()),
          listener());
    }
    if (nodes != null) {
      return Primaries.cluster(nodes, this::connector, listener());
    }
    return Primaries.fixed(
        Objects.requireNonNull(config.address(), "checked by the configuration"));
  }

  private Primaries.Listener listener() {
    return new Primaries.Listener() {
      @Override
      public void changed() {
        Redis.this.changed();
      }

      @Override
      public void noted(String message) {
        LOG.warn("{}", message);
      }
    };
  }

  private RedisConnector connector(RedisAddress address) {
    RedisCredentials credentials = new RedisCredentials(config.username(), config.password());
    return RedisConnector.create(address, credentials, config.tls(), "tally");
  }

  /** The follower's threads may call it before the constructor has ended, which calls it, too. */
  private synchronized void changed() {
    Primaries follower = primaries;
    if (follower != null) {
      Set<RedisAddress> now = follower.all();
      pool.keepOnly(now);
      clock.primaries(now);
      check.primaries(now);
    }
  }

  /**
   * Sends commands to a key's primary, once.
   *
   * @param operation what it is for, as a label
   * @param limit for getting a connection, and again for the answers
   */
  Attempt attempt(String operation, byte[] key, List<RedisCommand> commands, Duration limit)
      throws InterruptedException {
    Attempt attempt = to(key, commands, limit);
    metrics.operation(operation, attempt);
    switch (attempt) {
      case Attempt.Answered(RedisAddress primary, List<Reply> replies) -> {
        if (!(replies.getFirst() instanceof Reply.Error)) {
          clock.answered(primary);
        }
      }
      case Attempt.Refused _, Attempt.NotSent _, Attempt.Lost _ -> {
        clock.failed();
        primaries.doubt();
      }
      case Attempt.Crowded _ -> {
        // That says nothing about Redis.
      }
    }
    return attempt;
  }

  private Attempt to(byte[] key, List<RedisCommand> commands, Duration limit)
      throws InterruptedException {
    RedisAddress primary;
    try {
      primary = primaries.of(key);
    } catch (NoPrimaryException e) {
      return new Attempt.NotSent(e.getMessage());
    }
    Attempt attempt = at(primary, commands, limit);
    if (attempt instanceof Attempt.Answered answered) {
      Redirection redirection = Redirection.of(answered);
      if (redirection != null && redirection.once()) {
        return asking(redirection.owner(), commands, limit);
      }
      if (redirection != null) {
        primaries.moved(redirection.slot(), redirection.owner());
        return at(redirection.owner(), commands, limit);
      }
    }
    return attempt;
  }

  /** A slot on its way to another node: that one answers for it only when asked like this. */
  private Attempt asking(RedisAddress owner, List<RedisCommand> commands, Duration limit)
      throws InterruptedException {
    List<RedisCommand> all = new ArrayList<>();
    all.add(ASKING);
    all.addAll(commands);
    Attempt attempt = at(owner, all, limit);
    return attempt instanceof Attempt.Answered answered
        ? new Attempt.Answered(owner, answered.replies().subList(1, all.size()))
        : attempt;
  }

  private Attempt at(RedisAddress primary, List<RedisCommand> commands, Duration limit)
      throws InterruptedException {
    List<RedisCommand> all = commands;
    if (config.database() > 0) {
      all = new ArrayList<>();
      all.add(RedisCommand.of("SELECT", Integer.toString(config.database())));
      all.addAll(commands);
    }
    ConnectionPool.Lease lease;
    try {
      lease = pool.borrow(primary, limit);
    } catch (RedisException e) {
      return e.kind() == RedisException.Kind.AUTHENTICATION
          ? new Attempt.Refused(e.getMessage())
          : new Attempt.NotSent(e.getMessage());
    } catch (ConnectionPool.FullException e) {
      return new Attempt.Crowded(String.valueOf(e.getMessage()));
    }
    try (lease) {
      List<Reply> replies = lease.connection().pipeline(all, limit);
      return new Attempt.Answered(
          primary, replies.subList(all.size() - commands.size(), all.size()));
    } catch (RedisException e) {
      return new Attempt.Lost(e.getMessage());
    }
  }

  /** Those that are known. */
  Set<RedisAddress> primaries() {
    return primaries.all();
  }

  /**
   * Whether nobody has been about to make another server the primary since a point in time of
   * {@link System#nanoTime}.
   */
  boolean settled(RedisAddress primary, long since) {
    return primaries.settled(primary, since);
  }

  /** A server answered what only one that is no primary, or none yet, answers. */
  void doubt() {
    clock.failed();
    primaries.doubt();
  }

  @Override
  public void close() {
    primaries.close();
    pool.close();
    check.close();
  }
}
