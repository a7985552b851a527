package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sonde.collect.Deadline;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.SystemTime;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.PostgresServer;
import sonde.sql.JdbcStore;

/** A PostgreSQL server as a database of which only a JDBC URL is known. */
class JdbcUrlTest {
  /** Of what is asked here, nothing may fail. */
  private static final class Nothing implements Link.Handler {
    @Override
    public <T> void answered(Request<T> request, T answer, Duration took) {}

    @Override
    public void refused(Request<?> request, Failure failure, Duration took) {
      throw new AssertionError(request.name() + ": " + failure);
    }
  }

  @Test
  void noTransactionStaysOpenBetweenScrapes() throws Exception {
    try (PostgresServer server = PostgresServer.builder().start();
        SystemTime time = new SystemTime()) {
      JdbcStore store =
          new JdbcStore(
              server.jdbcUrl("postgres") + "?ApplicationName=tested",
              server.superuser(),
              SecretSource.fixed(Secret.of(server.password())));
      Deadline deadline = Deadline.in(time, Duration.ofSeconds(20));
      try (Link link = store.connect(deadline)) {
        link.ask(store.identity(null), deadline, new Nothing());
        assertEquals(
            "idle",
            server.execute("SELECT state FROM pg_stat_activity WHERE application_name = 'tested'"));
      }
    }
  }
}
