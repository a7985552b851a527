package sonde.redis;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sonde.collect.Answers;
import sonde.collect.Deadline;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Link;
import sonde.collect.Request;
import sonde.collect.ScrapeFamilies;
import sonde.collect.Store;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisConnector;
import sonde.redisclient.RedisException;

/** A Redis or Valkey server, a Cluster node or a Sentinel at one address. */
public final class RedisStore implements Store<RedisFacts> {
  private final RedisConnector connector;
  private final ScrapeFamilies scrapeFamilies;

  /**
   * The server that a connector reaches.
   *
   * @param refusedRequests how many scrape requests the exporter refused, for the peer's family
   */
  public RedisStore(RedisConnector connector, LongSupplier refusedRequests) {
    this.connector = connector;
    this.scrapeFamilies = new RedisScrapeFamilies(refusedRequests);
  }

  @Override
  public Link connect(Deadline deadline) throws FailedException {
    try {
      return new RedisLink(connector.connect(deadline.remaining()));
    } catch (RedisException e) {
      throw new FailedException(failure(e));
    }
  }

  /** All facts stand in INFO, which the collectors ask in any case: they cost nothing. */
  @Override
  public List<Request<?>> identity(@Nullable RedisFacts known) {
    return List.of(ServerInfo.ALL);
  }

  @Override
  public RedisFacts facts(@Nullable RedisFacts known, Answers answers) throws FailedException {
    return RedisFacts.of(answers.get(ServerInfo.ALL), isLocal(connector.address()));
  }

  /** Whether the process can be looked at: the server is reached without leaving this machine. */
  private static boolean isLocal(RedisAddress address) {
    String host = address.host();
    return address.scheme() == RedisAddress.Scheme.UNIX
        || host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("::1");
  }

  @Override
  public ScrapeFamilies scrapeFamilies() {
    return scrapeFamilies;
  }

  static Failure failure(RedisException e) {
    Failure.Kind kind =
        switch (e.kind()) {
          case UNRESOLVABLE, UNREACHABLE, CLOSED -> Failure.Kind.UNREACHABLE;
          case TIMEOUT -> Failure.Kind.TIMEOUT;
          case TLS -> Failure.Kind.TLS;
          case AUTHENTICATION -> Failure.Kind.AUTHENTICATION;
          case NOT_REDIS -> Failure.Kind.PROTOCOL;
        };
    return new Failure(kind, e.getMessage());
  }
}
