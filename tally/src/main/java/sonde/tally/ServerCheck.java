package sonde.tally;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisException;
import sonde.redisclient.Reply;

/**
 * Looks whether a primary is set up so that what it acknowledged is there after a crash, and warns
 * of what is not.
 */
final class ServerCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final List<String> SETTINGS =
      List.of("appendonly", "appendfsync", "maxmemory-policy", "min-replicas-to-write");

  private final TallyConfig.Durability durability;
  private final Function<RedisAddress, RedisConnector> connectors;
  private volatile Set<RedisAddress> primaries = Set.of();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tally-check-", 0).factory());

  ServerCheck(
      TallyConfig.Durability durability, Function<RedisAddress, RedisConnector> connectors) {
    this.durability = durability;
    this.connectors = connectors;
  }

  /** Checks those that were not primaries before, in threads of their own; logs what it finds. */
  void primaries(Set<RedisAddress> now) {
    Set<RedisAddress> before = primaries;
    primaries = Set.copyOf(now);
    for (RedisAddress address : primaries) {
      if (!before.contains(address)) {
        threads.execute(() -> check(address));
      }
    }
  }

  /** Until it answers or is no primary any more. */
  private void check(RedisAddress address) {
    try {
      while (primaries.contains(address) && !checked(address)) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private boolean checked(RedisAddress address) {
    List<RedisCommand> commands =
        SETTINGS.stream().map(name -> RedisCommand.of("CONFIG", "GET", name)).toList();
    try (RedisConnection connection = connectors.apply(address).connect(LIMIT)) {
      List<Reply> replies = connection.pipeline(commands, LIMIT);
      if (replies.getFirst() instanceof Reply.Error error) {
        LOG.warn(
            "{}: what is stored may be lost in a crash, which cannot be checked: CONFIG GET: {}",
            address.hostAndPort(),
            error);
        return true;
      }
      Map<String, String> settings = new HashMap<>();
      for (Reply reply : replies) {
        List<Reply> pair = reply instanceof Reply.Error ? List.of() : reply.items();
        if (pair.size() == 2) {
          settings.put(pair.getFirst().text(), pair.getLast().text());
        }
      }
      problems(settings, durability.replicas())
          .forEach(problem -> LOG.warn("{}: {}", address.hostAndPort(), problem));
      return true;
    } catch (RedisException e) {
      LOG.debug("not checked: {}", e.getMessage());
      return false;
    }
  }

  /** What is not as it must be for every acknowledged count to be there after a crash. */
  static List<String> problems(Map<String, String> settings, Replicas replicas) {
    List<String> problems = new ArrayList<>();
    if (!"yes".equals(settings.get("appendonly"))) {
      problems.add(
          "appendonly is not yes: a server that restarts before a failover comes back with old"
              + " counts, and its replicas follow it");
    } else if (!"always".equals(settings.get("appendfsync"))) {
      problems.add(
          "appendfsync is "
              + settings.get("appendfsync")
              + ", not always: the last second's counts may be lost with the machine's power");
    }
    String policy = settings.get("maxmemory-policy");
    if (!"noeviction".equals(policy)) {
      problems.add(
          "maxmemory-policy is " + policy + ", not noeviction: counts go when memory is short");
    }
    if (!replicas.none() && "0".equals(settings.get("min-replicas-to-write"))) {
      problems.add(
          "min-replicas-to-write is 0: a primary without replicas goes on counting what it cannot"
              + " acknowledge; set 1");
    }
    return problems;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
