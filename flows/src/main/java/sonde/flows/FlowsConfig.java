package sonde.flows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.DataSize;
import sonde.config.Default;
import sonde.config.LogConfig;
import sonde.config.SecretSource;
import sonde.config.Validated;
import sonde.web.ListenAddress;

/**
 * The accountant's configuration, whole and checked; read by {@link FlowsConfigSource}.
 *
 * @param interfaces where to capture; {@code any} for all
 * @param ports of servers whose connections are accounted; none for all
 * @param protocols which of them; none for TCP
 * @param filter a further expression of pcap-filter(7); null for none
 * @param bufferSize of the kernel, for each interface
 * @param maxFlows how many connections are followed at a time
 * @param activeTimeout how often a connection that stays open writes its sums
 * @param spool where records wait for the database
 * @param sink the database; null for SQLite in the working directory
 * @param retention how long the rows of single connections are kept
 * @param heartbeat rows between two heartbeats in the log
 * @param topHosts how many hosts have series of their own
 * @param web where metrics are served
 * @param log what to log and where
 */
public record FlowsConfig(
    @Default("[]") List<String> interfaces,
    @Default("[]") List<Integer> ports,
    @Default("[]") List<Protocol> protocols,
    @Nullable String filter,
    @Default("16MiB") DataSize bufferSize,
    @Default("1000000") int maxFlows,
    @Default("60s") Duration activeTimeout,
    @Default("{}") Spool spool,
    @Nullable Sink sink,
    @Default("30d") Duration retention,
    @Default("200") int heartbeat,
    @Default("100") int topHosts,
    @Default("{}") Web web,
    @Default("{}") LogConfig log)
    implements Validated {
  /** What is accounted. */
  public enum Protocol {
    /** Connections of TCP. */
    TCP,
    /** Conversations over UDP, each of an address and port with another. */
    UDP
  }

  /**
   * Where records wait for the database.
   *
   * @param directory made if it is not there
   * @param maxSize how much it holds before details, and at last sums, are given up
   */
  public record Spool(
      @Default("/var/lib/sonde/spool") Path directory, @Default("1GiB") DataSize maxSize)
      implements Validated {
    private static final DataSize LEAST = DataSize.parse("1MiB");

    @Override
    public void validate(Checks checks) {
      if (maxSize.bytes() < LEAST.bytes()) {
        checks.problem("maxSize", "is 1MiB or more");
      }
    }
  }

  /**
   * The database.
   *
   * @param jdbc its URL: sqlite, mariadb, mysql or postgresql; without user and password
   * @param username null if there is none
   * @param password null if there is none
   */
  public record Sink(JdbcTarget jdbc, @Nullable String username, @Nullable SecretSource password) {}

  /** Where metrics and health are served. */
  public record Web(@Default("0.0.0.0:10601") ListenAddress listen) {}

  /** Which protocols are accounted. */
  Set<Protocol> accounted() {
    return protocols.isEmpty() ? Set.of(Protocol.TCP) : Set.copyOf(protocols);
  }

  /** Whose connections are accounted. */
  PortSet portSet() {
    return ports.isEmpty() ? PortSet.all() : PortSet.of(ports);
  }

  @Override
  public void validate(Checks checks) {
    // The rules of single keys; those of capturing alone are FlowsConfigSource's.
    if (ports.stream().anyMatch(port -> port < 1 || port > 65535)) {
      checks.problem("ports", "are numbers from 1 to 65535");
    }
    if (maxFlows < 1 || maxFlows > 50_000_000) {
      checks.problem("maxFlows", "is 1 to 50000000");
    }
    if (bufferSize.bytes() < 64 << 10 || bufferSize.bytes() > 1L << 30) {
      checks.problem("bufferSize", "is 64KiB to 1GiB");
    }
    if (activeTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || activeTimeout.compareTo(Duration.ofDays(1)) > 0) {
      checks.problem("activeTimeout", "is 1s to 1d");
    }
    if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
      checks.problem("retention", "is 1m or more");
    }
    if (heartbeat < 1) {
      checks.problem("heartbeat", "is 1 or more");
    }
    if (topHosts < 0 || topHosts > 100_000) {
      checks.problem("topHosts", "is 0 to 100000");
    }
  }
}
