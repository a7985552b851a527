package sonde.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.collect.Server;
import sonde.redis.RedisFacts.Mode;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.RedisConnection;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisException;
import sonde.servers.RedisServer;

/** How a node's default collectors go about a real server. */
class RunTest {
  /** Counts what goes through to another. */
  private static final class Counting implements RedisConnector {
    private final RedisConnector connector;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();

    Counting(RedisConnector connector) {
      this.connector = connector;
    }

    @Override
    public RedisAddress address() {
      return connector.address();
    }

    @Override
    public RedisConnection connect(Duration timeout) throws RedisException {
      connections.incrementAndGet();
      return new Counted(connector.connect(timeout));
    }

    private final class Counted implements RedisConnection {
      private final RedisConnection connection;

      Counted(RedisConnection connection) {
        this.connection = connection;
      }

      @Override
      public RedisAddress address() {
        return connection.address();
      }

      @Override
      public void pipeline(List<RedisCommand> sent, Duration timeout, ReplyHandler handler)
          throws RedisException {
        roundTrips.incrementAndGet();
        commands.addAndGet(sent.size());
        connection.pipeline(sent, timeout, handler);
      }

      @Override
      public void subscribe(String channel, Duration timeout, Consumer<String> messages)
          throws RedisException {
        connection.subscribe(channel, timeout, messages);
      }

      @Override
      public boolean isOpen() {
        return connection.isOpen();
      }

      @Override
      public void abort() {
        connection.abort();
      }

      @Override
      public void close() {
        connection.close();
      }
    }
  }

  private static RedisServer server(Mode mode) {
    return switch (mode) {
      case STANDALONE -> Servers.primary();
      case CLUSTER -> Servers.cluster().primaries().getFirst();
      case SENTINEL -> Servers.sentinel();
    };
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void allDefaultRequestsGoInOnePipelineOnAKeptOpenConnection(Mode mode) {
    Counting counting = new Counting(Servers.connector(server(mode)));
    try (Scraper scraper = Scraper.ofDefaults(counting)) {
      assertTrue(scraper.scrape().up());
      int opening = counting.roundTrips.get();
      for (int i = 1; i <= 3; i++) {
        int before = counting.commands.get();
        assertTrue(scraper.scrape().up());
        assertEquals(opening + i, counting.roundTrips.get());
        assertTrue(counting.commands.get() - before >= 5);
      }
      assertEquals(1, counting.connections.get());
    }
  }

  @Test
  void theServerSeesOneInfoAScrape() {
    RedisServer server = Servers.replica();
    try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server))) {
      scraper.scrape();
      long slowlog = calls(server, "slowlog");
      long before = calls(server, "info");
      scraper.scrape();
      // The one of this test's own before is counted now, too.
      assertEquals(before + 2, calls(server, "info"));
      assertEquals(slowlog + 2, calls(server, "slowlog"));
    }
  }

  /** Of the command, or of all its subcommands together. */
  private static long calls(RedisServer server, String command) {
    return server
        .call("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command))
        .mapToLong(line -> Long.parseLong(line.split("[=,]")[1]))
        .sum();
  }

  @Test
  void theGrantedUsersScrapesLeaveNoErrorInAFreshServer() {
    try (RedisServer server = RedisServer.builder().start()) {
      String statement =
          RedisGrants.of(
                  Server.of("redis", server.version()),
                  Mode.STANDALONE,
                  "sonde",
                  Scraper.defaults())
              .statement()
              .orElseThrow();
      server.call(statement.replace(RedisGrants.PASSWORD, "s3cret").split(" "));
      try (Scraper scraper = Scraper.ofDefaults(Servers.connector(server, "sonde", "s3cret"))) {
        for (int i = 0; i < 3; i++) {
          assertTrue(scraper.scrape().up());
        }
      }
      assertEquals("# Errorstats", server.call("INFO", "errorstats").strip());
      assertEquals("", server.call("ACL", "LOG"));
    }
  }
}
