package sonde.postgres;

import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.PostgresServer;
import sonde.servers.PostgresServerBuilder;
import sonde.servers.ServerException;

/** The real servers of this module's tests, each started once; they end with the JVM. */
final class Servers {
  /** The versions that are tested, where they can be had. */
  static final int[] VERSIONS = {15, 18};

  private static final Map<Integer, PostgresServer> PRIMARIES = new HashMap<>();
  private static final Map<Integer, PostgresServer> STANDBYS = new HashMap<>();

  private Servers() {}

  /** A server of a major version, with {@link #standby} on the slot standby1. */
  static synchronized PostgresServer primary(int version) {
    return PRIMARIES.computeIfAbsent(version, wanted -> builder(wanted).start());
  }

  static synchronized PostgresServer standby(int version) {
    PostgresServer primary = primary(version);
    return STANDBYS.computeIfAbsent(
        version,
        wanted -> {
          PostgresServer standby = primary.standby("standby1");
          await(
              () ->
                  primary
                      .execute("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
                      .equals("1"));
          return standby;
        });
  }

  /**
   * As the peer's were when it was recorded; the test is skipped where there is no such version.
   */
  static PostgresServerBuilder builder(int version) {
    try {
      return PostgresServer.builder()
          .version(version)
          .with("wal_level", "logical")
          .with("max_connections", "200")
          .with("track_io_timing", "on");
    } catch (ServerException e) {
      return abort(e.getMessage());
    }
  }

  static PostgresAddress address(PostgresServer server, String database) {
    return PostgresAddress.parse("postgresql://" + server.address() + "/" + database);
  }

  static PostgresConnector connector(PostgresServer server) {
    return connector(server, "postgres");
  }

  /** As the superuser. */
  static PostgresConnector connector(PostgresServer server, String database) {
    return connector(server, database, server.superuser(), server.password());
  }

  static PostgresConnector connector(
      PostgresServer server, String database, String user, @Nullable String password) {
    return new PostgresConnector(
        address(server, database),
        user,
        password == null ? null : SecretSource.fixed(Secret.of(password)));
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("did not come about in 30 s");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
