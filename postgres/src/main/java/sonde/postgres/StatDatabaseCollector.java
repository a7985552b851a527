package sonde.postgres;

import java.util.ArrayList;
import java.util.List;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.Rows;
import sonde.sql.Select;

/** Traffic of databases, and what recovery cancelled in them. */
final class StatDatabaseCollector implements Collector<PostgresFacts> {
  /** A family and the column that is its value. */
  private record Column(Family family, String name) {
    static Column gauge(String name, String help) {
      return new Column(Family.gauge("stat_database_" + name, help, "datid", "datname"), name);
    }

    static Column counter(String name, String help) {
      return new Column(Family.counter("stat_database_" + name, help, "datid", "datname"), name);
    }

    static Column conflict(String name, String help) {
      return new Column(
          Family.counter("stat_database_conflicts_" + name, help, "datid", "datname", "server"),
          name);
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.gauge("numbackends", "Sessions that are connected."),
          Column.counter("xact_commit", "Transactions that were committed."),
          Column.counter("xact_rollback", "Transactions that were rolled back."),
          Column.counter("blks_read", "Blocks that were read."),
          Column.counter("blks_hit", "Blocks that were found in the buffers."),
          Column.counter("tup_returned", "Rows that scans returned."),
          Column.counter("tup_fetched", "Rows that index scans fetched."),
          Column.counter("tup_inserted", "Rows that were inserted."),
          Column.counter("tup_updated", "Rows that were updated."),
          Column.counter("tup_deleted", "Rows that were deleted."),
          Column.counter("conflicts", "Queries that recovery cancelled, on a standby."),
          Column.counter("temp_files", "Temporary files that queries made."),
          Column.counter("temp_bytes", "Bytes that queries wrote to temporary files."),
          Column.counter("deadlocks", "Deadlocks."),
          Column.counter("blk_read_time", "Milliseconds that reading blocks took."),
          Column.counter("blk_write_time", "Milliseconds that writing blocks took."),
          Column.counter(
              "stats_reset",
              "When these statistics were reset, in seconds since 1970; 0 for never."));

  private static final Family ACTIVE_TIME =
      Family.counter(
          "stat_database_active_time_seconds_total",
          "Seconds that sessions spent executing statements.",
          "datid",
          "datname");

  private static final List<Column> CONFLICTS =
      List.of(
          Column.conflict("confl_tablespace", "Queries cancelled for a dropped tablespace."),
          Column.conflict("confl_lock", "Queries cancelled for a lock."),
          Column.conflict("confl_snapshot", "Queries cancelled for an old snapshot."),
          Column.conflict("confl_bufferpin", "Queries cancelled for a pinned buffer."),
          Column.conflict("confl_deadlock", "Queries cancelled for a deadlock."));

  private static final Family LOGICAL_SLOT =
      Family.unknown(
          "stat_database_conflicts_confl_active_logicalslot",
          "Uses of logical slots that were cancelled.",
          "datid",
          "datname",
          "server");

  private static final Query UP_TO_13 =
      traffic("").between(PostgresFacts.PRODUCT, "9.2", "14").build();

  private static final Query FROM_14 =
      traffic(",\n  active_time / 1000 AS active_time")
          .since(PostgresFacts.PRODUCT, "14")
          .value(ACTIVE_TIME, "active_time")
          .build();

  private static final Select RECOVERY =
      Select.named("stat_database_conflicts", "SELECT * FROM pg_stat_database_conflicts");

  private static final Spec SPEC =
      Spec.named("stat_database", "Traffic of databases, and what recovery cancelled in them.")
          .emits(COLUMNS.stream().map(Column::family).toList())
          .emits(CONFLICTS.stream().map(Column::family).toList())
          .emits(ACTIVE_TIME, LOGICAL_SLOT)
          .onByDefault();

  private static Query.Builder traffic(String more) {
    Query.Builder query =
        Query.of(
            "stat_database",
            """
            SELECT datid, datname, numbackends, xact_commit, xact_rollback, blks_read, blks_hit,
              tup_returned, tup_fetched, tup_inserted, tup_updated, tup_deleted, conflicts,
              temp_files, temp_bytes, deadlocks, blk_read_time, blk_write_time,
              coalesce(floor(extract(epoch FROM stats_reset)), 0)::float8 AS stats_reset%s
            FROM pg_stat_database
            WHERE datname IS NOT NULL"""
                .formatted(more));
    COLUMNS.forEach(column -> query.value(column.family, column.name));
    return query;
  }

  @Override
  public Spec spec() {
    return SPEC;
  }

  private static Query query(PostgresFacts facts) {
    return FROM_14.isFor(facts.server()) ? FROM_14 : UP_TO_13;
  }

  @Override
  public List<Request<?>> requests(PostgresFacts facts) {
    return List.of(query(facts).select(), RECOVERY);
  }

  @Override
  public void collect(Replies<PostgresFacts> replies, Sink out) throws FailedException {
    PostgresFacts facts = replies.facts();
    Query query = query(facts);
    query.put(replies.get(query.select()), out);
    Rows rows = replies.get(RECOVERY);
    List<Column> columns = new ArrayList<>(CONFLICTS);
    // From PostgreSQL 16 on.
    if (rows.has("confl_active_logicalslot")) {
      columns.add(new Column(LOGICAL_SLOT, "confl_active_logicalslot"));
    }
    int id = rows.column("datid");
    int name = rows.column("datname");
    for (Column column : columns) {
      int value = rows.column(column.name);
      for (int row = 0; row < rows.size(); row++) {
        out.put(
            column.family,
            rows.number(row, value),
            rows.label(row, id),
            rows.label(row, name),
            facts.address());
      }
    }
  }
}
