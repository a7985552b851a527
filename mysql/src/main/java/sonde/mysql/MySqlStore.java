package sonde.mysql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sonde.collect.Answers;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Store;
import sonde.config.SecretSource;
import sonde.sql.SqlLink;

/** A MySQL or MariaDB server at one address. */
public final class MySqlStore implements Store<MySqlFacts> {
  private final MySqlConnector connector;
  private final ScrapeFamilies scrapeFamilies = new MySqlScrapeFamilies();

  /**
   * The server at an address.
   *
   * @param username who connects; null for the user that runs this program, over a socket
   * @param password read anew at each connect, and once more when the server refuses it; null for
   *     none
   */
  public MySqlStore(
      MySqlAddress address, @Nullable String username, @Nullable SecretSource password) {
    this.connector = new MySqlConnector(address, username, password);
  }

  @Override
  public Link connect(Deadline deadline) throws FailedException {
    return new MySqlLink(
        SqlLink.open(new MySqlDialect(connector), deadline), isLocal(connector.address()));
  }

  @Override
  public List<Request<?>> identity(@Nullable MySqlFacts known) {
    return List.of(new IdentityRequest(known));
  }

  @Override
  public MySqlFacts facts(@Nullable MySqlFacts known, Answers answers) throws FailedException {
    return answers.get(new IdentityRequest(known));
  }

  /** Whether the process can be looked at: the server is reached without leaving this machine. */
  private static boolean isLocal(MySqlAddress address) {
    String host = address.host();
    return address.isUnix()
        || host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("::1");
  }

  @Override
  public ScrapeFamilies scrapeFamilies() {
    return scrapeFamilies;
  }
}
