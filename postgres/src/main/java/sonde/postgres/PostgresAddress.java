package sonde.postgres;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where PostgreSQL listens, as libpq's <a
 * href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URI" +
 * "S">connection URIs</a> name it, without user information.
 *
 * @param hosts tried in this order; not empty
 * @param database empty for the one that is named as the user
 * @param parameters by libpq's names, checked
 */
public record PostgresAddress(List<Host> hosts, String database, Map<String, String> parameters) {
  /** The port taken when an address names none. */
  public static final int DEFAULT_PORT = 5432;

  /** Copies what it is given. */
  public PostgresAddress {
    hosts = List.copyOf(hosts);
    parameters = Map.copyOf(parameters);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("an address names a host");
    }
    if (hosts.size() > 1 && hosts.stream().anyMatch(Host::isUnix)) {
      throw new IllegalArgumentException("a unix socket is not one of several hosts");
    }
  }

  /**
   * One host.
   *
   * @param name a name, an IP address without brackets, or the directory of a unix socket
   * @param port 1 to 65535
   */
  public record Host(String name, int port) {
    boolean isUnix() {
      return name.startsWith("/");
    }

    boolean isLocal() {
      return isUnix() || name.equals("localhost") || name.startsWith("127.") || name.equals("::1");
    }

    @Override
    public String toString() {
      return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /**
   * Reads {@code postgresql://host[:port][,host[:port]…][/database][?parameter=value&…]}; the
   * scheme may be {@code postgres} or missing, the port defaults to 5432, an IPv6 address stands in
   * brackets. A unix socket is named by its directory, in {@code postgresql:///database?host=/run}
   * or percent-encoded in the host's place. Parameters are those of libpq that have an effect here,
   * such as {@code sslmode}, {@code sslrootcert}, {@code sslcert}, {@code sslkey} and {@code
   * target_session_attrs}.
   *
   * @throws IllegalArgumentException saying what is wrong; without the text if that contains user
   *     information
   */
  public static PostgresAddress parse(String text) {
    return AddressParser.parse(text);
  }

  /** The names of the parameters that an address may have. */
  public static Set<String> parameterNames() {
    return Parameter.names();
  }

  /**
   * Whether the server's processes may be looked at: it is reached without leaving this machine.
   */
  boolean isLocal() {
    return hosts.stream().allMatch(Host::isLocal);
  }

  /** The path of the unix socket; null for TCP. */
  @Nullable String socket() {
    Host first = hosts.getFirst();
    return first.isUnix() ? first.name + "/.s.PGSQL." + first.port : null;
  }

  /** The hosts with their ports, as a label or message shows them. */
  public String hostAndPort() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(","));
  }

  /** The same hosts and parameters, another database. */
  public PostgresAddress withDatabase(String other) {
    return new PostgresAddress(hosts, other, parameters);
  }

  /** Hosts and database; parameters are left out. */
  @Override
  public String toString() {
    return "postgresql://" + hostAndPort() + "/" + database;
  }
}
