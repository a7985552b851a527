package sonde.exporter;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import sonde.config.Problem;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.redisclient.RedisAddress;
import sonde.redisclient.RedisTls;

/** A Redis server, as redis_exporter's users have it set. */
final class RedisEnvironment implements EnvironmentTarget {
  private static final String PEER = PeerVariables.REDIS.prefix();
  private static final String PASSWORD = "REDIS_PASSWORD";
  private static final String PASSWORD_FILE = "REDIS_PASSWORD_FILE";
  private static final String CERTIFICATE = PEER + "TLS_CLIENT_CERT_FILE";
  private static final String KEY = PEER + "TLS_CLIENT_KEY_FILE";

  private final Variables variables;
  private final @Nullable String option;

  /**
   * Of variables and the command line.
   *
   * @param option the address that the command line gives; null for none
   */
  RedisEnvironment(Variables variables, @Nullable String option) {
    this.variables = variables;
    this.option = option;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public boolean isSet() {
    return url() != null;
  }

  private @Nullable String url() {
    if (option != null) {
      return option;
    }
    String address = variables.text("REDIS_ADDR");
    return address == null ? variables.text("REDIS_URL") : address;
  }

  @Override
  public @Nullable RedisTarget read(@Nullable String prefix) {
    String url = url();
    if (url == null) {
      return null;
    }
    RedisAddress address = address(url);
    Namespace namespace =
        variables.namespace(prefix, PEER + "NAMESPACE", RedisTarget.DEFAULT_NAMESPACE);
    RedisTls tls = tls();
    String password = variables.text(PASSWORD);
    Path passwordFile = password == null ? variables.file(PASSWORD_FILE) : null;
    boolean roleLabel = variables.isTrue(PEER + "APPEND_INSTANCE_ROLE_LABEL");
    Map<String, CollectorConfig> collectors = collectors();
    variables.noteUnread(PASSWORD_FILE, PASSWORD);
    String user = variables.text("REDIS_USER");
    if (address == null) {
      return null;
    }
    SecretSource secret =
        passwordFile != null
            ? SecretSource.file(passwordFile, entries(url, address, user))
            : password == null ? null : SecretSource.fixed(Secret.of(password));
    return new RedisTarget(
        address, user, secret, tls, namespace.name(), roleLabel, Map.of(), collectors);
  }

  private @Nullable RedisAddress address(String url) {
    try {
      return RedisAddress.parse(url);
    } catch (IllegalArgumentException e) {
      String why =
          url.indexOf('@') >= 0
              ? "has user information (user:password@): set REDIS_USER, and REDIS_PASSWORD or"
                  + " REDIS_PASSWORD_FILE, instead"
              : String.valueOf(e.getMessage());
      variables
          .report()
          .add(
              option == null
                  ? Problem.of(Variables.SOURCE, "REDIS_ADDR", why)
                  : Problem.of(ConfigSource.COMMAND_LINE, "--redis.url", why));
      return null;
    }
  }

  private RedisTls tls() {
    Path ca = variables.file(PEER + "TLS_CA_CERT_FILE");
    Path certificate = variables.file(CERTIFICATE);
    Path key = variables.file(KEY);
    boolean skip = variables.isTrue(PEER + "SKIP_TLS_VERIFICATION");
    if ((variables.text(CERTIFICATE) == null) != (variables.text(KEY) == null)) {
      variables.problem(CERTIFICATE, "belongs together with " + KEY + ": set both");
    }
    boolean both = certificate != null && key != null;
    String serverName = variables.text(PEER + "TLS_SERVER_NAME");
    return new RedisTls(ca, both ? certificate : null, both ? key : null, serverName, skip);
  }

  private Map<String, CollectorConfig> collectors() {
    Map<String, CollectorConfig> named = new LinkedHashMap<>();
    if (variables.isTrue(PEER + "EXCLUDE_LATENCY_HISTOGRAM_METRICS")) {
      named.put("latency", CollectorConfig.OFF);
      named.put("latency_histogram", CollectorConfig.OFF);
    }
    String command = PeerVariables.CONFIG_COMMAND;
    if (PeerVariables.CONFIG_COMMAND_OFF.equals(variables.text(command))) {
      named.put("config", CollectorConfig.OFF);
    }
    return Map.copyOf(named);
  }

  /** The names under which the peer's JSON map may have the password, the best first. */
  private static List<String> entries(String url, RedisAddress address, @Nullable String user) {
    // The peer looks for the address as it was given; the map may also have it in full.
    String given = url.contains("://") ? url : "redis://" + url;
    Set<String> entries = new LinkedHashSet<>();
    if (user != null) {
      String withUser = Matcher.quoteReplacement("://" + user + "@");
      entries.add(given.replaceFirst("://", withUser));
      entries.add(address.toString().replaceFirst("://", withUser));
    }
    entries.add(given);
    entries.add(address.toString());
    return List.copyOf(entries);
  }
}
