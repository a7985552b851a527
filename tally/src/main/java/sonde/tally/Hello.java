package sonde.tally;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sonde.config.SecretSource;
import sonde.redisclient.RedisCommand;
import sonde.redisclient.Reply;

/** The message of {@code /helloworld}: out of PostgreSQL, cached in Redis. */
final class Hello implements AutoCloseable {
  static final String DEFAULT_MESSAGE = "Hello World";

  private static final Logger LOG = LoggerFactory.getLogger(Hello.class);

  /** The cache is there to be quicker: waiting for it makes no sense. */
  private static final Duration CACHE_LIMIT = Duration.ofMillis(300);

  private static final int SECONDS = 2;
  private static final int CONNECTIONS = 4;
  private static final String CREATE =
      "CREATE TABLE IF NOT EXISTS hello (id integer PRIMARY KEY, message text NOT NULL)";
  private static final String FILL =
      "INSERT INTO hello (id, message) VALUES (1, ?) ON CONFLICT (id) DO NOTHING";
  private static final String READ = "SELECT message FROM hello WHERE id = 1";

  private final Redis redis;
  private final byte[] key;
  private final TallyMetrics metrics;
  private final Duration cache;
  private final @Nullable HikariDataSource database;
  private volatile boolean tableMade;
  private volatile boolean available = true;

  Hello(TallyConfig config, Redis redis, Keys keys, TallyMetrics metrics) {
    this.redis = redis;
    this.key = keys.hello();
    this.metrics = metrics;
    this.cache = config.hello().cache();
    TallyConfig.Postgres postgres = config.postgres();
    this.database = postgres == null ? null : database(postgres);
  }

  private static HikariDataSource database(TallyConfig.Postgres postgres) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tally-hello");
    config.setJdbcUrl(postgres.address().jdbcUrl());
    // Asked for at each new connection, so that a rotated file needs no restart.
    config.setCredentialsProvider(() -> credentials(postgres));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(Duration.ofSeconds(SECONDS).toMillis());
    // Starts without the database, too.
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("loginTimeout", SECONDS);
    config.addDataSourceProperty("connectTimeout", SECONDS);
    config.addDataSourceProperty("socketTimeout", SECONDS);
    return new HikariDataSource(config);
  }

  private static Credentials credentials(TallyConfig.Postgres postgres) {
    SecretSource password = postgres.password();
    try {
      return Credentials.of(
          postgres.username(), password == null ? null : password.current().reveal());
    } catch (IOException e) {
      throw new IllegalStateException("no password: " + e.getMessage(), e);
    }
  }

  /** The message; empty if it is not cached and the database does not answer. */
  Optional<String> message() throws InterruptedException {
    if (database == null) {
      return Optional.of(DEFAULT_MESSAGE);
    }
    Optional<String> cached = cached();
    metrics.cache(cached.isPresent());
    if (cached.isPresent()) {
      return cached;
    }
    try {
      String message = read(database);
      changed(true, "answers");
      store(message);
      return Optional.of(message);
    } catch (SQLException e) {
      changed(false, reason(e));
      return Optional.empty();
    }
  }

  /** Makes the table now rather than with the first request; a database that is away is logged. */
  void prepare() {
    if (database == null) {
      return;
    }
    try (Connection connection = database.getConnection()) {
      makeTable(connection);
    } catch (SQLException e) {
      changed(false, reason(e));
    }
  }

  private String read(HikariDataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      makeTable(connection);
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(READ)) {
        return rows.next() ? rows.getString(1) : DEFAULT_MESSAGE;
      }
    }
  }

  private void makeTable(Connection connection) throws SQLException {
    if (tableMade) {
      return;
    }
    try (Statement create = connection.createStatement();
        PreparedStatement fill = connection.prepareStatement(FILL)) {
      create.execute(CREATE);
      fill.setString(1, DEFAULT_MESSAGE);
      fill.execute();
    }
    tableMade = true;
  }

  /** The pool's own message says only that it has waited. */
  private static String reason(SQLException e) {
    return String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
  }

  private void changed(boolean now, String why) {
    if (available != now) {
      available = now;
      if (now) {
        LOG.info("PostgreSQL answers again");
      } else {
        LOG.warn("PostgreSQL does not give the message of /helloworld: {}", why);
      }
    }
  }

  private Optional<String> cached() throws InterruptedException {
    RedisCommand get = RedisCommand.ofBytes(List.of(ascii("GET"), key));
    return redis.attempt("cache_get", key, List.of(get), CACHE_LIMIT)
                instanceof Attempt.Answered(var _, List<Reply> replies)
            && replies.getFirst() instanceof Reply.Bulk message
        ? Optional.of(message.text())
        : Optional.empty();
  }

  private void store(String message) throws InterruptedException {
    RedisCommand set =
        RedisCommand.ofBytes(
            List.of(
                ascii("SET"),
                key,
                message.getBytes(StandardCharsets.UTF_8),
                ascii("PX"),
                ascii(Long.toString(cache.toMillis()))));
    redis.attempt("cache_set", key, List.of(set), CACHE_LIMIT);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
  }
}
