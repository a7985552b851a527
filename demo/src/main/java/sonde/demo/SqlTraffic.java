package sonde.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.servers.SqlServer;

/** A few statements a second on each of the SQL servers, until closed. */
final class SqlTraffic implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlTraffic.class);
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration ENDING = Duration.ofSeconds(6);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private SqlTraffic() {}

  static SqlTraffic start(SqlServers servers, SplittableRandom random) {
    SqlTraffic traffic = new SqlTraffic();
    for (SqlServers.Started started : servers.all()) {
      SplittableRandom own = random.split();
      boolean orders = started.target().equals(SqlServers.ORDERS);
      traffic.threads.add(
          Thread.ofPlatform()
              .name("demo-traffic-" + started.target())
              .daemon()
              .start(
                  () -> traffic.run(started.server(), orders ? "shop" : SqlServers.BILLING, own)));
    }
    return traffic;
  }

  private void run(SqlServer server, String database, RandomGenerator random) {
    boolean lost = false;
    try {
      while (!closedWithin(lost ? AGAIN : Duration.ZERO)) {
        try (Connection connection = server.connect(database);
            Statement statement = connection.createStatement()) {
          lost = false;
          while (!closedWithin(PAUSE)) {
            for (String sql : mix(database, random.nextInt(1, 500))) {
              statement.execute(sql);
            }
          }
        } catch (SQLException e) {
          // A second later, so that the end of the whole demo is not taken for a loss.
          if (!lost && !closedWithin(AGAIN)) {
            LOG.warn("traffic: {}: {}; trying on until it answers", server, e.getMessage());
          }
          lost = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> mix(String database, int number) {
    return database.equals("shop")
        ? List.of(
            "INSERT INTO orders (customer, amount) VALUES (" + number + ", " + number % 90 + ")",
            "UPDATE orders SET state = 'paid' WHERE id = " + number,
            "SELECT count(*) FROM orders WHERE customer = " + number)
        : List.of(
            "INSERT INTO invoices (state, amount) VALUES ('open', " + number + ")",
            "UPDATE invoices SET state = 'paid' WHERE id = " + number,
            "SELECT count(*) FROM invoices WHERE amount > " + number);
  }

  private boolean closedWithin(Duration atMost) throws InterruptedException {
    return closed.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      for (Thread thread : threads) {
        if (!thread.join(ENDING)) {
          LOG.warn("traffic: did not end within {} seconds", ENDING.toSeconds());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
