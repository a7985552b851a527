package sonde.mysql;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.FamilyPrefix;
import sonde.collect.GeneratedFamilies;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.sql.Rows;
import sonde.sql.Select;

/** All system variables that are numbers, the version, and Galera's settings. */
final class GlobalVariablesCollector implements Collector<MySqlFacts> {
  private static final Select SHOW = Select.named("SHOW GLOBAL VARIABLES", "SHOW GLOBAL VARIABLES");

  private static final GeneratedFamilies VARIABLES =
      new GeneratedFamilies(
          FamilyPrefix.gauges("global_variables_", "A variable of SHOW GLOBAL VARIABLES."));

  private static final Family VERSION =
      Family.gauge(
          "version_info",
          "The server's version and its builder; the value is always 1.",
          "innodb_version",
          "version",
          "version_comment");
  private static final Family ISOLATION =
      Family.gauge(
          "transaction_isolation",
          "The isolation level of transactions; the value is always 1.",
          "level");
  private static final Family GALERA =
      Family.gauge(
          "galera_variables_info",
          "The Galera cluster's name; the value is always 1.",
          "wsrep_cluster_name");
  private static final Family GALERA_CACHE =
      Family.gauge("galera_gcache_size_bytes", "Size of Galera's write-set cache in bytes.");

  private static final Set<String> TEXTS =
      Set.of(
          "innodb_version",
          "version",
          "version_comment",
          "wsrep_cluster_name",
          "wsrep_provider_options",
          "tx_isolation",
          "transaction_isolation");

  private static final Pattern CACHE_SIZE = Pattern.compile("gcache\\.size = (\\d{1,15})([KMG]?);");

  private static final Spec SPEC =
      Spec.named("global_variables", "System variables (SHOW GLOBAL VARIABLES).")
          .emits(VARIABLES.prefix())
          .emits(VERSION, ISOLATION, GALERA, GALERA_CACHE)
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public List<Request<?>> requests(MySqlFacts facts) {
    return List.of(SHOW);
  }

  @Override
  public void collect(Replies<MySqlFacts> replies, Sink out) throws FailedException {
    Rows rows = replies.get(SHOW);
    Map<String, String> texts = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      String name = rows.label(row, 0).toLowerCase(Locale.ROOT);
      OptionalDouble value = Values.number(rows.text(row, 1));
      if (value.isPresent()) {
        out.put(VARIABLES.of(name), value.getAsDouble());
      } else if (TEXTS.contains(name)) {
        texts.put(name, rows.label(row, 1));
      }
    }
    out.put(
        VERSION,
        1,
        VERSION.labels().stream().map(l -> texts.getOrDefault(l, "")).toArray(String[]::new));
    String level =
        texts.getOrDefault("transaction_isolation", texts.getOrDefault("tx_isolation", ""));
    if (!level.isEmpty()) {
      out.put(ISOLATION, 1, level);
    }
    String cluster = texts.getOrDefault("wsrep_cluster_name", "");
    if (!cluster.isEmpty()) {
      out.put(GALERA, 1, cluster);
    }
    Matcher cache = CACHE_SIZE.matcher(texts.getOrDefault("wsrep_provider_options", ""));
    if (cache.find()) {
      out.put(GALERA_CACHE, Long.parseLong(cache.group(1)) * unit(cache.group(2)));
    }
  }

  private static long unit(String letter) {
    return switch (letter) {
      case "K" -> 1L << 10;
      case "M" -> 1L << 20;
      case "G" -> 1L << 30;
      default -> 1;
    };
  }
}
