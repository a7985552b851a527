package sonde.demo;

import java.util.random.RandomGenerator;
import sonde.redisclient.RedisCommand;

/**
 * What the shop's customers do: commands of many kinds on the keys of {@link Seed}, with hits and
 * misses, some slow, some that fail. The number of keys stays bounded however long it goes on.
 */
final class TrafficMix {
  /** More than were seeded: what is asked of the others misses until it is set. */
  private static final int ASKED_SESSIONS = Seed.SESSIONS * 3 / 2;

  private static final int PERCENT = 100;
  private static final String SLOW =
      "local sum = 0 for i = 1, 300000 do sum = sum + i end return sum";

  private final RandomGenerator random;

  TrafficMix(RandomGenerator random) {
    this.random = random;
  }

  /** The next command. */
  RedisCommand next() {
    int dice = random.nextInt(PERCENT);
    if (dice < 50) {
      return reading(dice);
    }
    if (dice < 94) {
      return writing(dice);
    }
    return dice < 99 ? failing() : RedisCommand.of("EVAL", SLOW, "0");
  }

  private RedisCommand reading(int dice) {
    if (dice < 25) {
      return RedisCommand.of("GET", session());
    }
    if (dice < 35) {
      return RedisCommand.of("HGETALL", product());
    }
    return switch (dice) {
      case 35, 36, 37 -> RedisCommand.of("ZREVRANGE", "bestsellers", "0", "9", "WITHSCORES");
      case 38, 39 -> RedisCommand.of("SMEMBERS", "tag:" + random.nextInt(10));
      case 40, 41 -> RedisCommand.of("LRANGE", "queue:mail", "0", "9");
      case 42, 43 -> RedisCommand.of("XLEN", "orders");
      case 44 -> RedisCommand.of("PFCOUNT", "visitors:today");
      case 45 -> RedisCommand.of("BITCOUNT", "active:today");
      case 46 -> RedisCommand.of("GEODIST", "stores", "paris", "berlin", "km");
      default -> RedisCommand.of("EXISTS", session());
    };
  }

  private RedisCommand writing(int dice) {
    if (dice < 65) {
      String end = Integer.toString(random.nextInt(20, 600));
      return RedisCommand.of("SET", session(), customer(), "EX", end);
    }
    if (dice < 75) {
      return RedisCommand.of("INCR", "counter:visits");
    }
    return switch (dice) {
      case 75, 76, 77 -> RedisCommand.of("ZINCRBY", "bestsellers", "1", product());
      case 78, 79 -> RedisCommand.of("HINCRBY", product(), "stock", "-1");
      case 80, 81 -> RedisCommand.of("RPUSH", "queue:mail", "receipt");
      // More is taken than is put: the queue stays short.
      case 82, 83, 84 -> RedisCommand.of("LPOP", "queue:mail");
      case 85, 86 ->
          RedisCommand.of("XADD", "orders", "MAXLEN", "~", "500", "*", "product", product());
      case 87 ->
          RedisCommand.of(
              "XREADGROUP", "GROUP", "shipping", "packer", "NOACK", "STREAMS", "orders", ">");
      case 88 -> RedisCommand.of("PFADD", "visitors:today", customer());
      case 89 ->
          RedisCommand.of(
              "SETBIT", "active:today", Integer.toString(random.nextInt(Seed.CUSTOMERS)), "1");
      case 90 -> RedisCommand.of("PUBLISH", "news", "sale");
      case 91 -> RedisCommand.of("SADD", "tag:" + random.nextInt(8), product());
      default -> RedisCommand.of("DEL", session());
    };
  }

  private RedisCommand failing() {
    return switch (random.nextInt(4)) {
      case 0, 1 -> RedisCommand.of("INCR", "motd");
      case 2 -> RedisCommand.of("LPUSH", "bestsellers", "x");
      default -> RedisCommand.of("GET", "too", "many");
    };
  }

  private String session() {
    return "session:" + random.nextInt(ASKED_SESSIONS);
  }

  private String product() {
    return "product:" + random.nextInt(Seed.PRODUCTS);
  }

  private String customer() {
    return "customer:" + random.nextInt(Seed.CUSTOMERS);
  }
}
