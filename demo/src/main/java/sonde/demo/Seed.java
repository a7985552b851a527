package sonde.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisException;
import sonde.redisclient.Reply;

/** The keys of a small shop: of every type, some with an end, in two databases. */
final class Seed {
  static final int SESSIONS = 300;
  static final int PRODUCTS = 60;
  static final int CUSTOMERS = 500;

  private static final int CARTS = 40;
  private static final int ORDERS = 100;
  private static final int PAGES = 50;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final List<String> STORES =
      List.of(
          "2.3522 48.8566 paris",
          "13.4050 52.5200 berlin",
          "-3.7038 40.4168 madrid",
          "12.4964 41.9028 rome",
          "16.3738 48.2082 vienna");

  private final RandomGenerator random;
  private final List<RedisCommand> commands = new ArrayList<>();

  private Seed(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Writes the keys.
   *
   * @throws RedisException if the server goes away meanwhile
   */
  static void into(RedisConnection connection, RandomGenerator random) throws RedisException {
    List<RedisCommand> commands = commands(random);
    List<Reply> replies = connection.pipeline(commands, TIMEOUT);
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof Reply.Error error) {
        throw new IllegalStateException(
            connection.address().hostAndPort() + " refused " + commands.get(i) + ": " + error);
      }
    }
  }

  static List<RedisCommand> commands(RandomGenerator random) {
    Seed seed = new Seed(random);
    seed.texts();
    seed.collections();
    seed.streams();
    seed.counted();
    seed.cachedPages();
    return List.copyOf(seed.commands);
  }

  private void texts() {
    for (int i = 0; i < SESSIONS; i++) {
      String end = Integer.toString(random.nextInt(30, 3600));
      add("SET", "session:" + i, "customer:" + random.nextInt(CUSTOMERS), "EX", end);
    }
    add("SET", "counter:visits", "0");
    add("SET", "motd", "Summer sale: 20 % off everything that is blue.");
  }

  private void collections() {
    for (int i = 0; i < PRODUCTS; i++) {
      String price = Integer.toString(random.nextInt(100, 20_000));
      String stock = Integer.toString(random.nextInt(500));
      add("HSET", "product:" + i, "name", "Product " + i, "price", price, "stock", stock);
      add("SADD", "tag:" + i % 8, "product:" + i);
      add("ZADD", "bestsellers", Integer.toString(random.nextInt(1000)), "product:" + i);
    }
    for (int i = 0; i < CARTS; i++) {
      add("RPUSH", "cart:" + i, "product:" + random.nextInt(PRODUCTS));
      add("EXPIRE", "cart:" + i, "1800");
    }
    add("RPUSH", "queue:mail", "welcome", "receipt", "receipt", "newsletter");
  }

  private void streams() {
    add("XGROUP", "CREATE", "orders", "shipping", "0", "MKSTREAM");
    for (int i = 0; i < ORDERS; i++) {
      add("XADD", "orders", "*", "product", "product:" + random.nextInt(PRODUCTS));
    }
    add("XREADGROUP", "GROUP", "shipping", "packer", "COUNT", "5", "STREAMS", "orders", ">");
  }

  /** What counts and marks in little space: HyperLogLog, bitmap, places. */
  private void counted() {
    for (int i = 0; i < CUSTOMERS; i += 3) {
      add("PFADD", "visitors:today", "customer:" + i);
      add("SETBIT", "active:today", Integer.toString(i), "1");
    }
    for (String store : STORES) {
      String[] place = store.split(" ");
      add("GEOADD", "stores", place[0], place[1], place[2]);
    }
  }

  private void cachedPages() {
    add("SELECT", "1");
    for (int i = 0; i < PAGES; i++) {
      String page = "<html>" + "x".repeat(random.nextInt(100, 4000)) + "</html>";
      if (i % 5 == 0) {
        add("SET", "page:" + i, page);
      } else {
        add("SET", "page:" + i, page, "EX", Integer.toString(random.nextInt(600, 7200)));
      }
    }
    add("SELECT", "0");
  }

  private void add(String... words) {
    commands.add(RedisCommand.of(words));
  }
}
