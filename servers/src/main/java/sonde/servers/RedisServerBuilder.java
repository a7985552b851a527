package sonde.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis server shall be. Everything goes into a configuration file that only the owner can
 * read, nothing onto the command line. By default: a free port of 127.0.0.1, nothing persisted, no
 * password.
 */
public final class RedisServerBuilder {
  private final List<String> lines = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private String host = RedisServer.LOCALHOST;
  private @Nullable String password;
  private @Nullable Path program;
  private boolean tls;
  private boolean sentinel;

  RedisServerBuilder() {}

  /** The program to run instead of the newest found. */
  public RedisServerBuilder program(Path redisServer) {
    this.program = redisServer;
    return this;
  }

  /**
   * An address of the loopback of its own, such as 127.0.1.2, under which it listens and connects:
   * so that several look like several machines.
   */
  public RedisServerBuilder host(String address) {
    this.host = address;
    return this;
  }

  /** The default user's password. */
  public RedisServerBuilder password(String defaultUsersPassword) {
    this.password = defaultUsersPassword;
    secrets.add(defaultUsersPassword);
    return line("requirepass " + quoted(defaultUsersPassword))
        .line("masterauth " + quoted(defaultUsersPassword));
  }

  /** One more user by the rules of ACL SETUSER, e.g. {@code "sonde on >secret ~* +info"}. */
  public RedisServerBuilder user(String acl) {
    for (String rule : acl.split(" ")) {
      if (rule.startsWith(">") && rule.length() > 1) {
        secrets.add(rule.substring(1));
      }
    }
    return line("user " + acl);
  }

  /** A replica of that server, with that server's password. */
  public RedisServerBuilder replicaOf(RedisServer primary) {
    String primaryPassword = primary.password();
    if (primaryPassword != null) {
      secrets.add(primaryPassword);
      line("masterauth " + quoted(primaryPassword));
    }
    if (primary.tls()) {
      line("tls-replication yes");
    }
    return line("replicaof " + primary.host() + " " + primary.port());
  }

  /** A cluster node without slots; {@link RedisCluster} makes nodes into a cluster. */
  public RedisServerBuilder cluster() {
    return line("cluster-enabled yes")
        .line("cluster-config-file nodes.conf")
        .line("cluster-node-timeout 2000");
  }

  /** A Sentinel that watches the primary under this name and takes it for down after a second. */
  public RedisServerBuilder sentinel(String masterName, RedisServer primary, int quorum) {
    sentinel = true;
    line(
        "sentinel monitor "
            + masterName
            + " "
            + primary.host()
            + " "
            + primary.port()
            + " "
            + quorum);
    String primaryPassword = primary.password();
    if (primaryPassword != null) {
      secrets.add(primaryPassword);
      line("sentinel auth-pass " + masterName + " " + quoted(primaryPassword));
    }
    return line("sentinel down-after-milliseconds " + masterName + " 1000")
        .line("sentinel failover-timeout " + masterName + " 5000");
  }

  /** Its port speaks TLS, and only TLS, with these PEM files. */
  public RedisServerBuilder tls(TlsFiles files, boolean clientCertificateRequired) {
    tls = true;
    return line("tls-cert-file " + quoted(files.certificate().toString()))
        .line("tls-key-file " + quoted(files.key().toString()))
        .line("tls-ca-cert-file " + quoted(files.ca().toString()))
        .line("tls-auth-clients " + (clientCertificateRequired ? "yes" : "no"));
  }

  /** A line of redis.conf; the value as it would stand there, quotes included. */
  public RedisServerBuilder config(String key, String value) {
    return line(key + " " + value);
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @throws ServerException when it does not within 20 seconds, or ends; nothing is left behind
   */
  public RedisServer start() {
    RedisBinary binary =
        program == null
            ? RedisBinary.newest()
            : RedisBinary.probe(program)
                .orElseThrow(() -> new ServerException(program + " is no Redis server"));
    return RedisServer.start(
        new RedisServer.Plan(
            binary, host, List.copyOf(lines), List.copyOf(secrets), password, tls, sentinel));
  }

  private RedisServerBuilder line(String line) {
    if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a configuration line cannot contain a line break");
    }
    lines.add(line);
    return this;
  }

  private static final Pattern NEEDS_ESCAPE = Pattern.compile("([\\\\\"])");

  /** By redis.conf's rules for quoted arguments. */
  static String quoted(String value) {
    return '"' + NEEDS_ESCAPE.matcher(Objects.requireNonNull(value)).replaceAll("\\\\$1") + '"';
  }
}
