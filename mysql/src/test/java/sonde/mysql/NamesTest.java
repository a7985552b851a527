package sonde.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sonde.collect.Collector;
import sonde.collect.Family;
import sonde.collect.Snapshot;
import sonde.collect.Spec;
import sonde.mysql.Servers.Which;
import sonde.servers.SqlServer;
import sonde.sql.Query;
import sonde.sql.QueryCollector;

/** Databases, users and tables may be named anything, and be many. */
class NamesTest {
  /** Of 63 bytes, and no more characters than the 32 that MySQL's users may have. */
  private static final String LONG = "€".repeat(15) + "ß".repeat(9);

  private static final List<String> NAMES =
      List.of("it's \"quoted\" \\ $x {a=\"b\"}", "new\nline\ttab", "a?c=d&e#f%41@g", LONG);

  /**
   * As a user of that name, in a database of that name. MariaDB takes the driver's user names for
   * its own default character set, so that there they are ASCII unless that is UTF-8.
   */
  @ParameterizedTest
  @EnumSource(
      value = Which.class,
      names = {"MARIADB", "MYSQL"})
  void namesMayHoldAnything(Which which) {
    assertEquals(63, LONG.getBytes(StandardCharsets.UTF_8).length);
    SqlServer server = Servers.of(which);
    Family rows = Family.gauge("rows", "A test's.", "table_schema", "table_name");
    Collector<MySqlFacts> tables =
        new QueryCollector<>(
            Spec.named("tables", "A test's.").emits(rows).onByDefault(),
            Query.of(
                    "tables",
                    "SELECT TABLE_SCHEMA AS table_schema, TABLE_NAME AS table_name, 1 AS n"
                        + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()")
                .value(rows, "n")
                .build());
    for (String name : NAMES) {
      String quoted = '`' + name + '`';
      String user = which == Which.MARIADB && name.equals(LONG) ? "ascii" : name;
      server.execute("CREATE DATABASE " + quoted);
      server.execute("CREATE TABLE " + quoted + "." + quoted + " (id INT)");
      server.execute("CREATE USER `" + user + "` IDENTIFIED BY 'n'");
      server.execute("GRANT ALL ON *.* TO `" + user + "`");
      String database = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
      MySqlAddress address = MySqlAddress.parse("mysql://" + server.address() + "/" + database);
      try (Scraper scraper =
          Scraper.of(
              Servers.store(address, user, "n"),
              Stream.concat(Scraper.defaults().stream(), Stream.of(tables)).toList())) {
        Snapshot snapshot = scraper.scrape();
        assertTrue(snapshot.up(), () -> name + ": " + snapshot.failure());
        assertEquals(Set.of(), Scraper.failed(snapshot));
        String label = name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        String series =
            "mysql_rows{table_schema=\"%1$s\",table_name=\"%1$s\"} 1\n".formatted(label);
        String text = Scraper.text(snapshot);
        assertTrue(text.contains(series), () -> series + " in\n" + text);
      } finally {
        server.execute("DROP DATABASE " + quoted);
        server.execute("DROP USER `" + user + "`");
      }
    }
  }

  /** What is collected by default does not depend on how many tables there are. */
  @Test
  void twoThousandTablesAreNoMatter() throws IOException {
    SqlServer server = Servers.primary();
    try (Scraper scraper = Scraper.ofDefaults(Servers.store(server))) {
      long before = series(scraper.scrape());
      server.execute("CREATE DATABASE many; CREATE TABLE many.t (id INT) ENGINE = MEMORY");
      // Of such a table MariaDB has just this file: copies are tables, and are made in no time.
      Path table = Path.of(server.execute("SELECT @@datadir"), "many", "t.frm");
      for (int i = 1; i < 2000; i++) {
        Files.copy(table, table.resolveSibling("t" + i + ".frm"));
      }
      assertEquals(
          "2000",
          server.execute(
              "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'many'"));
      Snapshot snapshot = scraper.scrape();
      for (int i = 1; i < 2000; i++) {
        Files.delete(table.resolveSibling("t" + i + ".frm"));
      }
      server.execute("DROP DATABASE many");
      assertTrue(snapshot.up());
      assertEquals(Set.of(), Scraper.failed(snapshot));
      assertEquals(before, series(snapshot));
    }
  }

  private static long series(Snapshot snapshot) {
    return Scraper.text(snapshot).lines().filter(line -> !line.startsWith("#")).count();
  }
}
