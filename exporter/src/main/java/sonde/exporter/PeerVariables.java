package sonde.exporter;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The variables of another exporter that Sonde knows and does not follow, from its command line's
 * definitions.
 *
 * @param prefix what all of its variables but the server's own start with
 * @param defaults those that change what is exported, with the peer's default: whoever sets just
 *     that loses nothing. Without the prefix
 * @param keys those that keep strangers out, by what replaces them in the web configuration file.
 *     Without the prefix
 */
record PeerVariables(String prefix, Map<String, String> defaults, Map<String, String> keys) {
  private static final String REDIS_PREFIX = "REDIS_EXPORTER_";

  /** Followed in one of its values. */
  static final String CONFIG_COMMAND = REDIS_PREFIX + "CONFIG_COMMAND";

  /** That value: the command is not sent. */
  static final String CONFIG_COMMAND_OFF = "-";

  /** Of redis_exporter 1.88. */
  static final PeerVariables REDIS =
      new PeerVariables(
          REDIS_PREFIX,
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
              Map.entry("CONFIG_COMMAND", "CONFIG")),
          Map.of(
              "TLS_SERVER_KEY_FILE", "tls_server_config",
              "TLS_SERVER_CERT_FILE", "tls_server_config",
              "TLS_SERVER_CA_CERT_FILE", "tls_server_config",
              "BASIC_AUTH_USERNAME", "basic_auth_users",
              "BASIC_AUTH_PASSWORD", "basic_auth_users",
              "BASIC_AUTH_HASH_PASSWORD", "basic_auth_users"));

  /** Of postgres_exporter 0.20. */
  static final PeerVariables POSTGRES =
      new PeerVariables(
          "PG_EXPORTER_",
          Map.of(
              "WEB_TELEMETRY_PATH", "/metrics",
              "DISABLE_DEFAULT_METRICS", "false",
              "AUTO_DISCOVER_DATABASES", "false",
              "EXTEND_QUERY_PATH", "",
              "CONSTANT_LABELS", "",
              "EXCLUDE_DATABASES", "",
              "INCLUDE_DATABASES", "",
              "COLLECTION_TIMEOUT", "1m"),
          Map.of());

  /** The names of those without equivalent, in order. */
  Set<String> withoutEquivalent() {
    Set<String> names = new TreeSet<>();
    defaults.keySet().forEach(name -> names.add(prefix + name));
    return names;
  }

  /** Whether a value of one without equivalent is what the peer does in any case. */
  boolean isDefault(String name, String value) {
    return value.equals(defaults.get(name.substring(prefix.length())));
  }

  /** Those that keep strangers out, each with the key of the web configuration file for it. */
  Map<String, String> protecting() {
    Map<String, String> names = new TreeMap<>();
    keys.forEach((name, key) -> names.put(prefix + name, key));
    return names;
  }
}
