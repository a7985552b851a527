package sonde.postgres;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;

/** Opens connections to one address as one user. Immutable; safe for use by several threads. */
public final class PostgresConnector {
  private static final String WRONG_PASSWORD = "28P01";

  private final PostgresAddress address;
  private final @Nullable String username;
  private final @Nullable SecretSource password;
  private final boolean prepares;

  private PostgresConnector(
      PostgresAddress address,
      @Nullable String username,
      @Nullable SecretSource password,
      boolean prepares) {
    this.address = address;
    this.username = username;
    this.password = password;
    this.prepares = prepares;
  }

  /**
   * Connects to an address.
   *
   * @param username null for the name of the user that runs this process
   * @param password asked for at each new connection, so that a rotated file needs no restart; null
   *     for the one that {@code ~/.pgpass}, or the file that PGPASSFILE names, has for host,
   *     database and user, if any
   */
  public PostgresConnector(
      PostgresAddress address, @Nullable String username, @Nullable SecretSource password) {
    this(address, username, password, true);
  }

  /**
   * The same without prepared statements, which some connection poolers cannot do between one
   * transaction and the next. A scrape then costs the server about twice as much.
   */
  public PostgresConnector withoutPreparedStatements() {
    return new PostgresConnector(address, username, password, false);
  }

  /** The same server, another database. */
  public PostgresConnector withDatabase(String database) {
    return new PostgresConnector(address.withDatabase(database), username, password, prepares);
  }

  /** Where it connects to. */
  public PostgresAddress address() {
    return address;
  }

  boolean prepares() {
    return prepares;
  }

  /** Connects; if the server refuses a password whose source has a new one, that is tried, too. */
  Connection connect(Duration within) throws SQLException {
    long started = System.nanoTime();
    try {
      return attempt(within);
    } catch (SQLException e) {
      if (!WRONG_PASSWORD.equals(e.getSQLState()) || password == null || !password.refresh()) {
        throw e;
      }
      return attempt(within.minusNanos(System.nanoTime() - started));
    }
  }

  private Connection attempt(Duration within) throws SQLException {
    Properties properties = properties(password());
    ConnectAttempt attempt = new ConnectAttempt();
    CountDownLatch ended = new CountDownLatch(1);
    Thread.startVirtualThread(
        () -> {
          try {
            if (!ended.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
              attempt.abort();
            }
          } catch (InterruptedException e) {
            attempt.abort();
          }
        });
    try {
      return ScopedValue.where(ConnectAttempt.CURRENT, attempt)
          .call(() -> DriverManager.getConnection(url(), properties));
    } finally {
      ended.countDown();
    }
  }

  private String url() {
    return "jdbc:postgresql://"
        // What it resolves to is not looked at for a unix socket.
        + (address.socket() == null ? address.hostAndPort() : "localhost")
        + "/"
        + URLEncoder.encode(address.database(), StandardCharsets.UTF_8);
  }

  private @Nullable Secret password() throws SQLException {
    try {
      return password == null ? null : password.current();
    } catch (IOException e) {
      throw new SQLException(e.getMessage(), "28000", e);
    }
  }

  private Properties properties(@Nullable Secret secret) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "sonde");
    Parameter.set(address.parameters(), properties);
    if (username != null) {
      properties.setProperty("user", username);
    }
    if (secret != null) {
      properties.setProperty("password", secret.reveal());
    }
    // Without this the driver asks the version and sets the name in statements of their own.
    properties.setProperty("assumeMinServerVersion", "10");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("socketFactory", ConnectSockets.class.getName());
    String socket = address.socket();
    if (socket != null) {
      properties.setProperty("socketFactoryArg", socket);
      // There is no TLS over them; libpq does not mind either what is asked for.
      properties.setProperty("sslmode", "disable");
    }
    properties.setProperty("cancelSignalTimeout", "1");
    properties.setProperty("preparedStatementCacheQueries", "16");
    if (prepares) {
      properties.setProperty("prepareThreshold", "1");
      // Binary results cannot be had of a text of several statements.
      properties.setProperty("binaryTransfer", "false");
    } else {
      properties.setProperty("preferQueryMode", "simple");
    }
    return properties;
  }
}
