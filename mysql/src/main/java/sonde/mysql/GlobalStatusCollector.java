package sonde.mysql;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
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

/** All status variables that are numbers, those that count alike in one family. */
final class GlobalStatusCollector implements Collector<MySqlFacts> {
  static final Select STATUS = Select.named("SHOW GLOBAL STATUS", "SHOW GLOBAL STATUS");

  private static final GeneratedFamilies VARIABLES =
      new GeneratedFamilies(
          FamilyPrefix.unknowns("global_status_", "A variable of SHOW GLOBAL STATUS."));

  private static final Family PAGES =
      Family.gauge(
          "global_status_buffer_pool_pages", "Pages of InnoDB's buffer pool by state.", "state");
  private static final Family DIRTY_PAGES =
      Family.gauge(
          "global_status_buffer_pool_dirty_pages",
          "Pages of InnoDB's buffer pool that are not written yet.");
  private static final Family PAGE_CHANGES =
      Family.counter(
          "global_status_buffer_pool_page_changes_total",
          "Changes of pages of InnoDB's buffer pool.",
          "operation");

  /** What variables of the same beginning become: a family, the rest of the name its label. */
  private static final Map<String, Family> GROUPS =
      Map.of(
          "com_",
          Family.counter("global_status_commands_total", "Statements by their command.", "command"),
          "handler_",
          Family.counter(
              "global_status_handlers_total", "Requests to the storage engines.", "handler"),
          "connection_errors_",
          Family.counter(
              "global_status_connection_errors_total", "Connections that failed.", "error"),
          "innodb_rows_",
          Family.counter(
              "global_status_innodb_row_ops_total", "Operations on rows in InnoDB.", "operation"),
          "performance_schema_",
          Family.counter(
              "global_status_performance_schema_lost_total",
              "What the performance schema had no memory for.",
              "instrumentation"));

  private static final String POOL_PAGES = "innodb_buffer_pool_pages_";
  private static final Set<String> STATES = Set.of("data", "free", "misc", "old");

  private static final Family GALERA =
      Family.gauge(
          "galera_status_info",
          "The state of a Galera node; the value is always 1.",
          "wsrep_local_state_uuid",
          "wsrep_cluster_state_uuid",
          "wsrep_provider_version");

  private static final Spec SPEC =
      Spec.named("global_status", "Status variables (SHOW GLOBAL STATUS).")
          .emits(VARIABLES.prefix())
          .emits(List.copyOf(GROUPS.values()))
          .emits(PAGES, DIRTY_PAGES, PAGE_CHANGES, GALERA)
          .onByDefault();

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public List<Request<?>> requests(MySqlFacts facts) {
    return List.of(STATUS);
  }

  @Override
  public void collect(Replies<MySqlFacts> replies, Sink out) throws FailedException {
    Rows rows = replies.get(STATUS);
    Map<String, String> galera = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      String name = rows.label(row, 0).toLowerCase(Locale.ROOT);
      OptionalDouble value = Values.number(rows.text(row, 1));
      if (value.isPresent()) {
        put(name, value.getAsDouble(), out);
      } else if (GALERA.labels().contains(name)) {
        galera.put(name, rows.label(row, 1));
      }
    }
    if (!galera.getOrDefault("wsrep_local_state_uuid", "").isEmpty()) {
      out.put(
          GALERA,
          1,
          GALERA.labels().stream().map(l -> galera.getOrDefault(l, "")).toArray(String[]::new));
    }
  }

  /** The value of Uptime. */
  static OptionalDouble uptime(Rows rows) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.label(row, 0).equalsIgnoreCase("uptime")) {
        return Values.number(rows.text(row, 1));
      }
    }
    return OptionalDouble.empty();
  }

  private static void put(String name, double value, Sink out) {
    if (name.startsWith(POOL_PAGES)) {
      putPages(name.substring(POOL_PAGES.length()), value, out);
      return;
    }
    for (Map.Entry<String, Family> group : GROUPS.entrySet()) {
      if (name.startsWith(group.getKey())) {
        out.put(group.getValue(), value, name.substring(group.getKey().length()));
        return;
      }
    }
    out.put(VARIABLES.of(name), value);
  }

  private static void putPages(String what, double value, Sink out) {
    if (what.equals("dirty")) {
      out.put(DIRTY_PAGES, value);
    } else if (STATES.contains(what)) {
      out.put(PAGES, value, what);
    } else if (!what.equals("total")) {
      // The total is the sum of the others.
      out.put(PAGE_CHANGES, value, what);
    }
  }
}
