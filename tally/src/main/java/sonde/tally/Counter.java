package sonde.tally;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.Reply;

/**
 * Counts in Redis, each request once however often it has to be tried, and acknowledges a count
 * only when as many replicas have it as configured.
 *
 * <p>An attempt is one pipeline on one connection: the script, {@code WAIT} for what that
 * connection wrote, and {@code ROLE}, which names the replicas that are attached. WAIT is never
 * sent without the script before it: on a connection that has written nothing it confirms nothing.
 */
final class Counter {
  private static final Logger LOG = LoggerFactory.getLogger(Counter.class);

  /** How long a request is tried: longer than Sentinels with usual settings take for a failover. */
  static final Duration REQUEST_TIME = Duration.ofSeconds(5);

  /** For the network and a server that is busy, above what WAIT may take. */
  private static final Duration ALLOWANCE = Duration.ofMillis(300);

  private static final RedisCommand ROLE = RedisCommand.of("ROLE");

  private final Redis redis;
  private final Keys keys;
  private final TallyConfig.Durability durability;
  private final TallyMetrics metrics;
  private final AttachedReplicas attached;
  private final AtomicBoolean acknowledging = new AtomicBoolean(true);

  Counter(Redis redis, Keys keys, TallyConfig.Durability durability, TallyMetrics metrics) {
    this.redis = redis;
    this.keys = keys;
    this.durability = durability;
    this.metrics = metrics;
    this.attached = new AttachedReplicas(redis, metrics);
  }

  /** How one attempt went, as far as it matters for the next. */
  private sealed interface Step {
    record Done(Outcome outcome) implements Step {}

    /**
     * Try again.
     *
     * @param counted whether it may have been counted
     * @param unknownScript whether the server only lacked the script
     */
    record Again(String why, boolean counted, boolean unknownScript) implements Step {}
  }

  /**
   * Counts.
   *
   * @throws IllegalArgumentException if the id cannot be counted in a Cluster; with a sentence for
   *     the client
   */
  Outcome count(CounterId id, RequestKey key) throws InterruptedException {
    byte[] count = keys.count(id);
    byte[] request = keys.request(id, key);
    Pace pace = new Pace(REQUEST_TIME);
    boolean maybeCounted = false;
    boolean whole = false;
    while (true) {
      RedisCommand script =
          whole ? CountScript.whole(count, request, key) : CountScript.known(count, request, key);
      Step step = attempt(count, script);
      if (step instanceof Step.Done(Outcome outcome)) {
        return outcome instanceof Outcome.NotCounted(String why)
            ? gaveUp(why, maybeCounted)
            : acknowledged(outcome);
      }
      Step.Again again = (Step.Again) step;
      maybeCounted |= again.counted;
      // At once but once: who lacks a script that came along will not have it the next time,
      // either.
      boolean paused = whole || !again.unknownScript;
      whole |= again.unknownScript;
      if (paused && !pace.again()) {
        return gaveUp(again.why, maybeCounted);
      }
      metrics.retried();
    }
  }

  private Outcome gaveUp(String why, boolean maybeCounted) {
    if (maybeCounted) {
      metrics.unconfirmed();
    }
    if (acknowledging.compareAndSet(true, false)) {
      LOG.warn("calls are not counted or not acknowledged, clients get 503: {}", why);
    }
    return maybeCounted ? new Outcome.Unconfirmed(why) : new Outcome.NotCounted(why);
  }

  /** One line for each time of trouble, not one for each request in it. */
  private Outcome acknowledged(Outcome outcome) {
    if (!acknowledging.get() && acknowledging.compareAndSet(false, true)) {
      LOG.info("calls are counted and acknowledged again");
    }
    return outcome;
  }

  private Step attempt(byte[] key, RedisCommand script) throws InterruptedException {
    List<RedisCommand> commands = new ArrayList<>(3);
    commands.add(script);
    Replicas replicas = durability.replicas();
    Duration limit = ALLOWANCE;
    if (!replicas.none()) {
      commands.add(await());
      limit = limit.plus(durability.timeout());
    }
    if (replicas.attached()) {
      commands.add(ROLE);
    }
    return switch (redis.attempt("count", key, commands, limit)) {
      case Attempt.Crowded(String why) -> new Step.Done(new Outcome.NotCounted(why));
      // Trying again would not help, and the connector has looked for a newer password.
      case Attempt.Refused(String why) -> new Step.Done(new Outcome.NotCounted(why));
      case Attempt.NotSent(String why) -> new Step.Again(why, false, false);
      case Attempt.Lost(String why) -> new Step.Again(why, true, false);
      case Attempt.Answered answered -> judge(answered);
    };
  }

  private RedisCommand await() {
    int wanted = durability.replicas().number().orElseGet(attached::most);
    return RedisCommand.of(
        "WAIT", Integer.toString(wanted), Long.toString(durability.timeout().toMillis()));
  }

  private Step judge(Attempt.Answered answered) {
    Reply first = answered.replies().getFirst();
    if (first instanceof Reply.Error error) {
      return refused(error, answered.primary());
    }
    long count = first.integer();
    if (durability.replicas().none()) {
      return new Step.Done(new Outcome.Counted(count));
    }
    Reply acknowledged = answered.replies().get(1);
    if (acknowledged instanceof Reply.Error error) {
      // The server became a replica while the connection waited.
      redis.doubt();
      return new Step.Again(answered.primary().hostAndPort() + ": " + error, true, false);
    }
    int wanted = durability.replicas().number().orElseGet(() -> attachedTo(answered));
    if (acknowledged.integer() >= wanted) {
      return new Step.Done(new Outcome.Counted(count));
    }
    return new Step.Again(
        answered.primary().hostAndPort()
            + ": "
            + (wanted == AttachedReplicas.UNKNOWN
                ? "a replica is gone, and a failover may have begun"
                : acknowledged.integer() + " of " + wanted + " replicas confirmed in time"),
        true,
        false);
  }

  /** How many replicas must have confirmed, by the primary's own list. */
  private int attachedTo(Attempt.Answered answered) {
    Reply role = answered.replies().getLast();
    if (role instanceof Reply.Error || !role.items().getFirst().text().equals("master")) {
      redis.doubt();
      return AttachedReplicas.UNKNOWN;
    }
    return attached.needed(answered.primary(), role);
  }

  private static Step forbidden(String why) {
    return new Step.Done(
        new Outcome.NotCounted(why + ": the user may not count; docs/tally.md lists its rights"));
  }

  private Step refused(Reply.Error error, RedisAddress primary) {
    String why = primary.hostAndPort() + ": " + error;
    return switch (error.code()) {
      case "NOSCRIPT" -> new Step.Again(why, false, true);
      case "WRONGTYPE" -> new Step.Done(new Outcome.NotANumber());
      case "OOM" -> new Step.Done(new Outcome.NotCounted(why));
      case "NOPERM", "NOAUTH" -> forbidden(why);
      case "ERR" -> {
        if (error.message().contains("not an integer") || error.message().contains("overflow")) {
          yield new Step.Done(new Outcome.NotANumber());
        }
        // Redis 7.0's words for NOPERM inside of a script.
        yield error.message().contains("The user executing the script can't")
            ? forbidden(why)
            : new Step.Again(why, true, false);
      }
      default -> {
        // READONLY, LOADING, MASTERDOWN, CLUSTERDOWN, NOREPLICAS, TRYAGAIN, BUSY and the like pass.
        redis.doubt();
        yield new Step.Again(why, false, false);
      }
    };
  }
}
