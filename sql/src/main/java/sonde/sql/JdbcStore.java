package sonde.sql;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sonde.collect.Answers;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Server;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.collect.Store;
import sonde.config.SecretSource;

/** A database at a JDBC URL, of which nothing is known but users' own queries. */
public final class JdbcStore implements Store<JdbcFacts> {
  /** As a user's own, so that no transaction stays open behind it. */
  private static final Select PING = Select.own("SELECT 1", "SELECT 1", 1);

  private final Dialect dialect;
  private volatile @Nullable Server server;

  /**
   * The database at a URL.
   *
   * @param url without user or password in it
   */
  public JdbcStore(String url, @Nullable String username, @Nullable SecretSource password) {
    this.dialect = new JdbcDialect(url, username, password);
  }

  @Override
  public Link connect(Deadline deadline) throws FailedException {
    SqlLink link = SqlLink.open(dialect, deadline);
    try {
      DatabaseMetaData meta = link.metaData();
      String product = meta.getDatabaseProductName().toLowerCase(Locale.ROOT);
      server = Server.of(product, meta.getDatabaseProductVersion());
      return link;
    } catch (SQLException e) {
      link.close();
      throw new FailedException(dialect.failure("asking what it is", e));
    }
  }

  @Override
  public List<Request<?>> identity(@Nullable JdbcFacts known) {
    return List.of(PING);
  }

  @Override
  public JdbcFacts facts(@Nullable JdbcFacts known, Answers answers) throws FailedException {
    answers.get(PING);
    Server named = server;
    return new JdbcFacts(named == null ? Server.of("", "") : named);
  }

  @Override
  public ScrapeFamilies scrapeFamilies() {
    return UpFamily.INSTANCE;
  }

  /** Whether it answered; there is no peer whose families would go with it. */
  private enum UpFamily implements ScrapeFamilies {
    INSTANCE;

    private static final Family UP =
        Family.gauge("up", "Whether the database answered in this scrape.");
    private static final Spec SPEC =
        Spec.named("scrape", "The scrape itself.").emits(UP).onByDefault();

    @Override
    public Spec spec() {
      return SPEC;
    }

    @Override
    public void put(Scrape scrape, Sink out) {
      out.put(UP, scrape.snapshot().up() ? 1 : 0);
    }
  }
}
