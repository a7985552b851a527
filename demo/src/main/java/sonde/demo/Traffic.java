package sonde.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisException;
import sonde.redisclient.Reply;

/**
 * Some thirty commands a second on the primary, until closed. While no primary answers it tries
 * again every second, and says so once.
 */
final class Traffic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** A connection's time and a command's, and a second to spare. */
  private static final Duration ENDING = Duration.ofSeconds(6);

  private static final int SHORTEST_PAUSE_MILLIS = 20;
  private static final int LONGEST_PAUSE_MILLIS = 50;

  private final PrimaryFinder primary;
  private final RandomGenerator random;
  private final TrafficMix mix;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean lost;

  private Traffic(PrimaryFinder primary, RandomGenerator random) {
    this.primary = primary;
    this.random = random;
    this.mix = new TrafficMix(random);
    this.thread = Thread.ofPlatform().name("demo-traffic").daemon().unstarted(this::run);
  }

  static Traffic start(PrimaryFinder primary, RandomGenerator random) {
    Traffic traffic = new Traffic(primary, random);
    traffic.thread.start();
    return traffic;
  }

  /** Sends so many commands at once and returns when all are answered. */
  static void burst(RedisConnection connection, RandomGenerator random, int commands)
      throws RedisException {
    TrafficMix mix = new TrafficMix(random);
    for (int i = 0; i < commands; i++) {
      Reply _ = connection.call(mix.next(), TIMEOUT);
    }
  }

  private void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!closedWithin(pause)) {
        pause = AGAIN;
        try (RedisConnection connection = primary.connect()) {
          send(connection);
        } catch (RedisException e) {
          // A second later, so that the end of the whole demo is not taken for a loss.
          if (!lost && !closedWithin(AGAIN)) {
            lost = true;
            LOG.warn("traffic: {}; trying on until a primary answers", e.getMessage());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until closed, or the server is a primary no more. */
  private void send(RedisConnection connection) throws RedisException, InterruptedException {
    while (!closedWithin(pause())) {
      RedisCommand command = mix.next();
      Reply reply = connection.call(command, TIMEOUT);
      if (reply instanceof Reply.Error error && error.code().equals("READONLY")) {
        return;
      }
      if (lost) {
        lost = false;
        LOG.info("traffic: goes on at {}", connection.address().hostAndPort());
      }
    }
  }

  private Duration pause() {
    return Duration.ofMillis(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
  }

  private boolean closedWithin(Duration atMost) throws InterruptedException {
    return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      boolean ended = thread.join(ENDING);
      if (!ended) {
        LOG.warn("traffic: did not end within {} seconds", ENDING.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
