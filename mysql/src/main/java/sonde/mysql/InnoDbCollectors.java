package sonde.mysql;

import java.util.List;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Spec;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** InnoDB's compression of pages, out of the information schema. */
final class InnoDbCollectors {
  private static final String[] PAGE = {"page_size"};
  private static final String[] PAGE_AND_POOL = {"page_size", "buffer_pool"};

  private static final Query COMPRESSION =
      Query.of(
              "INNODB_CMP",
              """
              SELECT page_size, compress_ops, compress_ops_ok, compress_time, uncompress_ops,
                uncompress_time
              FROM information_schema.INNODB_CMP""")
          .value(
              counter("innodb_cmp_compress_ops_total", "Pages that were compressed.", PAGE),
              "compress_ops")
          .value(
              counter(
                  "innodb_cmp_compress_ops_ok_total",
                  "Pages that were compressed with success.",
                  PAGE),
              "compress_ops_ok")
          .value(
              counter(
                  "innodb_cmp_compress_time_seconds_total",
                  "Time spent in attempts to compress pages.",
                  PAGE),
              "compress_time")
          .value(
              counter("innodb_cmp_uncompress_ops_total", "Pages that were uncompressed.", PAGE),
              "uncompress_ops")
          .value(
              counter(
                  "innodb_cmp_uncompress_time_seconds_total",
                  "Time spent in uncompressing pages.",
                  PAGE),
              "uncompress_time")
          .build();

  // The server counts the time in microseconds, whatever the peer takes it for.
  private static final Query MEMORY =
      Query.of(
              "INNODB_CMPMEM",
              """
              SELECT page_size, buffer_pool_instance AS buffer_pool, pages_used, pages_free,
                relocation_ops, relocation_time / 1000000 AS relocation_seconds
              FROM information_schema.INNODB_CMPMEM""")
          .value(
              counter(
                  "innodb_cmpmem_pages_used_total",
                  "Blocks of the size that are in use now.",
                  PAGE_AND_POOL),
              "pages_used")
          .value(
              counter(
                  "innodb_cmpmem_pages_free_total",
                  "Blocks of the size that are free now.",
                  PAGE_AND_POOL),
              "pages_free")
          .value(
              counter(
                  "innodb_cmpmem_relocation_ops_total",
                  "Times that a block of the size was moved.",
                  PAGE_AND_POOL),
              "relocation_ops")
          .value(
              counter(
                  "innodb_cmpmem_relocation_time_seconds_total",
                  "Time spent in moving blocks of the size.",
                  PAGE_AND_POOL),
              "relocation_seconds")
          .build();

  static final Collector<MySqlFacts> CMP =
      collector("info_schema.innodb_cmp", "Compression of InnoDB's pages.", COMPRESSION);
  static final Collector<MySqlFacts> CMPMEM =
      collector("info_schema.innodb_cmpmem", "Compressed pages in InnoDB's buffer pool.", MEMORY);

  private InnoDbCollectors() {}

  private static Family counter(String name, String help, String... labels) {
    return Family.counter("info_schema_" + name, help, labels);
  }

  private static Collector<MySqlFacts> collector(String name, String summary, Query query) {
    Spec spec = Spec.named(name, summary).emits(query.families()).needs("PROCESS").onByDefault();
    String table = query.select().name();
    return new QueryCollector<>(spec, List.of(query), facts -> facts.lacksTable(table));
  }
}
