package sonde.mysql;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import sonde.collect.Server;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.MySqlServerBuilder;
import sonde.servers.SqlServer;

/** The real servers of this module's tests, each started once; they end with the JVM. */
final class Servers {
  static final String USER = "sonde";
  static final String SECRET = "s3cret-$ü";

  /** Which of them. */
  enum Which {
    MARIADB,
    MARIADB_REPLICA,
    MYSQL
  }

  private Servers() {}

  static SqlServer of(Which which) {
    return switch (which) {
      case MARIADB -> primary();
      case MARIADB_REPLICA -> replica();
      case MYSQL -> mySql();
    };
  }

  /** With one replica, {@link #replica}. */
  static MariaDbServer primary() {
    return Replicated.PRIMARY;
  }

  static MariaDbServer replica() {
    return Replicated.REPLICA;
  }

  static MySqlServer mySql() {
    return Single.MYSQL;
  }

  private static final class Replicated {
    static final MariaDbServer PRIMARY = recorded().start();
    static final MariaDbServer REPLICA;

    static {
      createUser(PRIMARY, server("mariadb", PRIMARY));
      REPLICA = PRIMARY.replica();
      await(
          () -> REPLICA.execute("SELECT COUNT(*) FROM mysql.user WHERE User='sonde'").equals("1"));
    }
  }

  private static final class Single {
    static final MySqlServer MYSQL = MySqlServer.builder().start();

    static {
      createUser(MYSQL, server("mysql", MYSQL));
    }
  }

  /** As the servers were on which the peer was recorded. */
  static MySqlServerBuilder<MariaDbServer> recorded() {
    return MariaDbServer.builder()
        .with("performance_schema", "ON")
        .with("plugin_load_add", "query_response_time")
        .with("query_response_time_stats", "ON");
  }

  static Server server(String product, SqlServer server) {
    return Server.of(product, server.version());
  }

  static String product(SqlServer server) {
    return server instanceof MariaDbServer ? "mariadb" : "mysql";
  }

  /** With what the printed statements give, and nothing more. */
  private static void createUser(SqlServer server, Server what) {
    for (String statement : MySqlGrants.of(what, USER, Scraper.defaults()).statements()) {
      server.execute(statement.replace(MySqlGrants.PASSWORD, SECRET));
    }
  }

  /** As the user with just the rights of the grants. */
  static MySqlStore store(SqlServer server) {
    return store(server, USER, SECRET);
  }

  static MySqlStore store(SqlServer server, String user, String password) {
    return store(MySqlAddress.of(server.host(), server.port()), user, password);
  }

  static MySqlStore store(MySqlAddress address, String user, String password) {
    return new MySqlStore(address, user, SecretSource.fixed(Secret.of(password)));
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 20 seconds");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
