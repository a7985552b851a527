package sonde.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A real MariaDB server, primary or replica: the one in the directory that the environment variable
 * SONDE_MARIADB_BIN names, otherwise the installed one.
 */
public final class MariaDbServer extends MySqlFamily {
  private static final String REPLICATOR = "replicator";
  private static final Duration REPLICATION_TIMEOUT = Duration.ofSeconds(60);

  private MariaDbServer(Plan plan, ServerUser user, Path directory, int port) {
    super(plan, user, directory, port);
  }

  /** A server to configure and start. */
  public static MySqlServerBuilder<MariaDbServer> builder() {
    return new MySqlServerBuilder<>(MySqlBinary::mariaDb, plan -> start(new MariaDb(), plan));
  }

  /**
   * Starts a server with the same options that replicates this one by GTID, from its first
   * transaction on.
   *
   * @throws ServerException when it does not replicate within a minute; nothing of it is left
   */
  public MariaDbServer replica() {
    execute(
        """
        CREATE USER IF NOT EXISTS %1$s@127.0.0.1 IDENTIFIED BY '%2$s';
        GRANT REPLICATION SLAVE ON *.* TO %1$s@127.0.0.1"""
            .formatted(REPLICATOR, PASSWORD));
    MariaDbServer replica = start(new MariaDb(), plan());
    try {
      replica.execute(
          """
          CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='%s',
            MASTER_PASSWORD='%s', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1;
          START SLAVE"""
              .formatted(host(), port(), REPLICATOR, PASSWORD));
      replica.awaitReplication();
      return replica;
    } catch (RuntimeException e) {
      replica.close();
      throw e;
    }
  }

  private void awaitReplication() {
    long end = System.nanoTime() + REPLICATION_TIMEOUT.toNanos();
    // ON when both of its threads run.
    while (!execute("SHOW STATUS LIKE 'Slave_running'").endsWith("ON")) {
      if (System.nanoTime() > end) {
        throw new ServerException(this + " does not replicate" + Logs.end(logText()));
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public String toString() {
    return "MariaDB " + version() + " at " + address();
  }

  private record MariaDb() implements Kind<MariaDbServer> {
    @Override
    public String name() {
      return "mariadb";
    }

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    /** Besides root, new data has users of other hosts, and some without a name. */
    @Override
    public List<String> firstStatements() {
      return List.of(
          "DELETE FROM mysql.global_priv WHERE User IN ('', 'root') AND Host <> 'localhost';",
          "FLUSH PRIVILEGES;",
          "DROP USER IF EXISTS ''@localhost;",
          "ALTER USER root@localhost IDENTIFIED BY '" + PASSWORD + "';",
          "CREATE USER root@127.0.0.1 IDENTIFIED BY '" + PASSWORD + "';",
          "GRANT ALL ON *.* TO root@127.0.0.1 WITH GRANT OPTION;");
    }

    @Override
    public List<String> initialise(MySqlBinary binary, Path configuration, Path statements) {
      return List.of(
          binary.companion("mariadb-install-db").toString(),
          "--defaults-file=" + configuration,
          "--auth-root-authentication-method=normal",
          "--skip-test-db",
          "--skip-name-resolve",
          "--extra-file=" + statements);
    }

    @Override
    public MariaDbServer create(Plan plan, ServerUser user, Path directory, int port) {
      return new MariaDbServer(plan, user, directory, port);
    }
  }
}
