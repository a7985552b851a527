package sonde.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.collect.Answers;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Store;
import sonde.sql.SqlLink;

/** A PostgreSQL server, primary or standby, seen from one of its databases. */
public final class PostgresStore implements Store<PostgresFacts> {
  private final PostgresAddress address;
  private final PostgresDialect dialect;
  private final ScrapeFamilies scrapeFamilies = new PostgresScrapeFamilies();

  /** The server that a connector reaches. */
  public PostgresStore(PostgresConnector connector) {
    this.address = connector.address();
    this.dialect = new PostgresDialect(connector);
  }

  @Override
  public Link connect(Deadline deadline) throws FailedException {
    try {
      return SqlLink.open(dialect, deadline);
    } catch (FailedException e) {
      Failure failure = e.failure();
      throw new FailedException(failure.kind(), address.hostAndPort() + ": " + failure.message());
    }
  }

  /** All facts in one statement, which is cheap: a server is promoted without being restarted. */
  @Override
  public List<Request<?>> identity(@Nullable PostgresFacts known) {
    return List.of(PostgresFacts.IDENTITY);
  }

  @Override
  public PostgresFacts facts(@Nullable PostgresFacts known, Answers answers)
      throws FailedException {
    return PostgresFacts.of(answers.get(PostgresFacts.IDENTITY), address);
  }

  @Override
  public ScrapeFamilies scrapeFamilies() {
    return scrapeFamilies;
  }
}
