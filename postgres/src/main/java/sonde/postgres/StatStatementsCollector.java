package sonde.postgres;

import java.util.List;
import java.util.Optional;
import sonde.collect.Collector;
import sonde.collect.FailedException;
import sonde.collect.Failure;
import sonde.collect.Family;
import sonde.collect.Replies;
import sonde.collect.Request;
import sonde.collect.Sink;
import sonde.collect.Spec;
import sonde.collect.Version;
import sonde.sql.Query;

/** The statements that took the most time, by pg_stat_statements. */
final class StatStatementsCollector implements Collector<PostgresFacts> {
  private static final String[] LABELS = {"user", "datname", "queryid"};
  private static final Family CALLS =
      Family.counter("stat_statements_calls_total", "Times that it was executed.", LABELS);
  private static final Family SECONDS =
      Family.counter("stat_statements_seconds_total", "Seconds that it took.", LABELS);
  private static final Family ROWS =
      Family.counter("stat_statements_rows_total", "Rows that it gave or changed.", LABELS);
  private static final Family READ =
      Family.counter(
          "stat_statements_block_read_seconds_total", "Seconds that it read blocks.", LABELS);
  private static final Family WRITE =
      Family.counter(
          "stat_statements_block_write_seconds_total", "Seconds that it wrote blocks.", LABELS);

  private static final Spec SPEC =
      Spec.named("stat_statements", "The 100 statements that took the most time.")
          .emits(CALLS, SECONDS, ROWS, READ, WRITE)
          .needs(PostgresFacts.Right.READ_ALL_STATS.text())
          .optIn();

  /** The versions of the extension's SQL in which columns got other names. */
  private static final Version EXECUTION_TIME = Version.parse("1.8");

  private static final Version SHARED_BLOCKS = Version.parse("1.11");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> lacking(PostgresFacts facts) {
    if (facts.statements() == null) {
      return Optional.of(
          "needs pg_stat_statements in shared_preload_libraries, and CREATE EXTENSION"
              + " pg_stat_statements in the database "
              + facts.database());
    }
    return facts.lacks(PostgresFacts.Right.READ_ALL_STATS);
  }

  @Override
  public List<Request<?>> requests(PostgresFacts facts) {
    PostgresFacts.Extension extension = facts.statements();
    return extension == null ? List.of() : List.of(query(extension).select());
  }

  @Override
  public void collect(Replies<PostgresFacts> replies, Sink out) throws FailedException {
    PostgresFacts.Extension extension = replies.facts().statements();
    if (extension == null) {
      throw new FailedException(Failure.Kind.UNSUPPORTED, "pg_stat_statements is not there");
    }
    Query query = query(extension);
    query.put(replies.get(query.select()), out);
  }

  /** Without the texts, which stand in a file that may be large. */
  private static Query query(PostgresFacts.Extension extension) {
    String time = extension.version().atLeast(EXECUTION_TIME) ? "total_exec_time" : "total_time";
    String blocks = extension.version().atLeast(SHARED_BLOCKS) ? "shared_blk" : "blk";
    String schema = '"' + extension.schema().replace("\"", "\"\"") + '"';
    return Query.of(
            "stat_statements",
            """
            SELECT pg_get_userbyid(s.userid) AS user, d.datname, s.queryid,
              sum(s.calls)::float8 AS calls, sum(s.%1$s) / 1000 AS seconds,
              sum(s.rows)::float8 AS rows, sum(s.%2$s_read_time) / 1000 AS read,
              sum(s.%2$s_write_time) / 1000 AS write
            FROM %3$s.pg_stat_statements(false) s JOIN pg_database d ON d.oid = s.dbid
            WHERE s.queryid IS NOT NULL
            GROUP BY 1, 2, 3
            ORDER BY seconds DESC
            LIMIT 100"""
                .formatted(time, blocks, schema))
        .value(CALLS, "calls")
        .value(SECONDS, "seconds")
        .value(ROWS, "rows")
        .value(READ, "read")
        .value(WRITE, "write")
        .build();
  }
}
