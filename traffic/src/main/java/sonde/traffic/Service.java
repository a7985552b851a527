package sonde.traffic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sonde.config.Checks;
import sonde.config.Default;
import sonde.config.SecretSource;
import sonde.config.Validated;

/**
 * What connections are made to. Which keys there are depends on the type.
 *
 * @param type what is spoken
 * @param address where it listens
 * @param rate connections a second
 * @param send how much a connection sends
 * @param receive how much it asks for, or waits for
 * @param username who to be there; null for none
 * @param password null for none
 */
record Service(
    Type type,
    Address address,
    double rate,
    @Default("0") SizeRange send,
    @Default("0") SizeRange receive,
    @Nullable String username,
    @Nullable SecretSource password)
    implements Validated {
  private static final double MOST_A_SECOND = 100_000;
  // A slower one would hardly be a rate; the schedule counts in nanoseconds.
  private static final double LEAST_A_SECOND = 1e-4;
  private static final Pattern SQL_TAIL =
      Pattern.compile("/?([A-Za-z0-9_$-]*)(?:\\?ssl-?mode=([A-Za-z]+))?");

  /** What is spoken. */
  enum Type {
    /** HTTP/1.1 without TLS, a request a connection. */
    HTTP(80, "http", "http"),
    /** Bytes that mean nothing. */
    TCP(0, "tcp", "tcp"),
    /** Redis without TLS: SET and GET of a key of its own. */
    REDIS(6379, "redis", "redis"),
    /** PostgreSQL. */
    POSTGRES(5432, "postgresql", "postgres"),
    /** MySQL and MariaDB. */
    MYSQL(3306, "mysql", "mariadb");

    private final int port;
    private final String scheme;
    private final String alias;

    Type(int port, String scheme, String alias) {
      this.port = port;
      this.scheme = scheme;
      this.alias = alias;
    }

    boolean isSql() {
      return this == POSTGRES || this == MYSQL;
    }

    private boolean hasUsers() {
      return this == REDIS || isSql();
    }

    private boolean receives() {
      return this == TCP || isSql();
    }
  }

  /** Puts the type's port into an address without one. */
  Service {
    address = address.withPort(type.port);
  }

  @Override
  public void validate(Checks checks) {
    checkAddress(checks);
    if (!(rate >= LEAST_A_SECOND && rate <= MOST_A_SECOND)) {
      checks.problem("rate", "is connections a second, 0.0001 to 100000");
    }
    if (type.isSql() && send.most() > 0) {
      checks.problem("send", "is not for SQL, of which the answers have a size: set receive");
    }
    if (!type.receives() && receive.most() > 0) {
      checks.problem(
          "receive",
          type == Type.HTTP
              ? "is not for http: the server says how long its answer is"
              : "is not for redis: what was sent is read again");
    }
    if (!type.hasUsers() && (username != null || password != null)) {
      checks.problem(
          username != null ? "username" : "password", "is for redis, postgres and mysql only");
    }
    if (type.isSql() && username == null) {
      checks.problem("username", "is required");
    }
    if (username != null && username.isEmpty()) {
      checks.problem("username", "is empty");
    }
  }

  private void checkAddress(Checks checks) {
    String scheme = address.scheme();
    if (scheme.equals("https") || scheme.equals("rediss")) {
      checks.problem("address", "is one with TLS, which is spoken to postgres and mysql only");
    } else if (!scheme.isEmpty() && !scheme.equals(type.scheme) && !scheme.equals(type.alias)) {
      checks.problem("address", "has another scheme than " + type.scheme + "://");
    } else if (address.port() == 0) {
      checks.problem("address", "names no port");
    } else if (type.isSql()) {
      Matcher tail = SQL_TAIL.matcher(address.tail());
      if (!tail.matches()) {
        checks.problem(
            "address", "has more after the port than /database and ?sslmode=disable or require");
      } else if (tail.group(2) != null && !tail.group(2).matches("(?i)disabled?|required?")) {
        // Of the others some connect a second time when the first way fails.
        checks.problem("address", "has an sslmode that is neither disable nor require");
      }
    } else if (type != Type.HTTP && address.tail().length() > 1) {
      checks.problem("address", "has more after the port than this type can use");
    }
  }

  /** The database that the address names; empty if none. */
  String database() {
    Matcher tail = SQL_TAIL.matcher(address.tail());
    return tail.matches() ? tail.group(1) : "";
  }

  /** Whether the address asks for TLS. */
  boolean isEncrypted() {
    Matcher tail = SQL_TAIL.matcher(address.tail());
    return tail.matches() && tail.group(2) != null && tail.group(2).matches("(?i)required?");
  }
}
