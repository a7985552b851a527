package sonde.exporter;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The variables of redis_exporter 1.88 that Sonde knows and does not follow, from its command
 * line's definitions.
 */
final class PeerVariables {
  /** What all of its variables but the server's own start with. */
  static final String PREFIX = "REDIS_EXPORTER_";

  /**
   * Those that change what is exported, with the peer's default: whoever sets just that loses
   * nothing.
   */
  private static final Map<String, String> WITHOUT_EQUIVALENT =
      Map.ofEntries(
          Map.entry("CHECK_KEYS", ""),
          Map.entry("CHECK_SINGLE_KEYS", ""),
          Map.entry("CHECK_KEY_GROUPS", ""),
          Map.entry("CHECK_STREAMS", ""),
          Map.entry("CHECK_SINGLE_STREAMS", ""),
          Map.entry("STREAMS_EXCLUDE_CONSUMER_METRICS", "false"),
          Map.entry("COUNT_KEYS", ""),
          Map.entry("CHECK_KEYS_BATCH_SIZE", "1000"),
          Map.entry("SCRIPT", ""),
          Map.entry("LUA_SCRIPT_READ_ONLY", "false"),
          Map.entry("WEB_TELEMETRY_PATH", "/metrics"),
          Map.entry("CONNECTION_TIMEOUT", "15s"),
          Map.entry("MAX_DISTINCT_KEY_GROUPS", "100"),
          Map.entry("IS_TILE38", "false"),
          Map.entry("IS_CLUSTER", "false"),
          Map.entry("CLUSTER_DISCOVER_HOSTNAMES", "false"),
          Map.entry("EXPORT_CLIENT_LIST", "false"),
          Map.entry("EXPORT_CLIENT_PORT", "false"),
          Map.entry("REDIS_ONLY_METRICS", "false"),
          Map.entry("INCLUDE_GO_RUNTIME_METRICS", "false"),
          Map.entry("INCL_CONFIG_METRICS", "false"),
          Map.entry("INCL_MODULES_METRICS", "false"),
          Map.entry("INCL_SEARCH_INDEXES_METRICS", "false"),
          Map.entry("INCL_SENTINEL_PEER_INFO", "false"),
          Map.entry("CHECK_SEARCH_INDEXES", ".*"),
          Map.entry("DISABLE_EXPORTING_KEY_VALUES", "false"),
          Map.entry("REDACT_CONFIG_METRICS", "true"),
          Map.entry("INCL_SYSTEM_METRICS", "false"),
          Map.entry("INCL_RDB_FILE_SIZE_METRIC", "false"),
          Map.entry("SKIP_CHECKKEYS_FOR_ROLE_MASTER", "false"),
          Map.entry("INCL_METRICS_FOR_EMPTY_DATABASES", "true"),
          Map.entry("CONFIG_COMMAND", "CONFIG"));

  /** Those that keep strangers out, by what replaces them in the web configuration file. */
  private static final Map<String, String> PROTECTING =
      Map.of(
          "TLS_SERVER_KEY_FILE", "tls_server_config",
          "TLS_SERVER_CERT_FILE", "tls_server_config",
          "TLS_SERVER_CA_CERT_FILE", "tls_server_config",
          "BASIC_AUTH_USERNAME", "basic_auth_users",
          "BASIC_AUTH_PASSWORD", "basic_auth_users",
          "BASIC_AUTH_HASH_PASSWORD", "basic_auth_users");

  private PeerVariables() {}

  /** The names of those without equivalent, in order. */
  static Set<String> withoutEquivalent() {
    Set<String> names = new TreeSet<>();
    WITHOUT_EQUIVALENT.keySet().forEach(name -> names.add(PREFIX + name));
    return names;
  }

  /** Whether a value of one without equivalent is what the peer does in any case. */
  static boolean isDefault(String name, String value) {
    return value.equals(WITHOUT_EQUIVALENT.get(name.substring(PREFIX.length())));
  }

  /** Those that keep strangers out, each with the key of the web configuration file for it. */
  static Map<String, String> protecting() {
    Map<String, String> names = new TreeMap<>();
    PROTECTING.forEach((name, key) -> names.put(PREFIX + name, key));
    return names;
  }
}
