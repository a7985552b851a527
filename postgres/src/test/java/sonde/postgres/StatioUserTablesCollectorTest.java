package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.servers.PostgresServer;

class StatioUserTablesCollectorTest {
  private static final List<String> NAMES =
      List.of(
          "heap_blocks_hit",
          "heap_blocks_read",
          "idx_blocks_hit",
          "idx_blocks_read",
          "tidx_blocks_hit",
          "tidx_blocks_read",
          "toast_blocks_hit",
          "toast_blocks_read");

  /** It is asked otherwise, for speed. */
  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void givesWhatTheViewGives(int version) {
    PostgresServer server = Servers.primary(version);
    server.execute("CREATE DATABASE statio");
    server.execute("statio", "CREATE TABLE plain (id int)");
    server.execute("statio", "CREATE TABLE full_of (id int PRIMARY KEY, a text, b text)");
    server.execute("statio", "CREATE INDEX second ON full_of (a)");
    server.execute("statio", "ALTER TABLE full_of ALTER b SET STORAGE EXTERNAL");
    server.execute(
        "statio",
        "INSERT INTO full_of SELECT n, n, repeat('x', 9000) FROM generate_series(1, 200) n");
    server.execute("statio", "SELECT sum(length(b)) FROM full_of WHERE id < 100");
    StringBuilder columns = new StringBuilder("relname");
    NAMES.forEach(name -> columns.append(", coalesce(").append(column(name)).append(", 0)"));
    String view =
        "SELECT string_agg(concat_ws(' ', "
            + columns
            + "), E'\\n' ORDER BY relname) FROM pg_statio_user_tables";
    Servers.await(() -> server.execute("statio", view).equals(ours(server)));
    assertEquals(2, ours(server).lines().filter(line -> !line.isEmpty()).count());
  }

  private static String column(String name) {
    return name.replace("blocks", "blks");
  }

  private static String ours(PostgresServer server) {
    Map<String, Map<String, String>> tables = new TreeMap<>();
    try (Scraper scraper =
        Scraper.of(
            Servers.connector(server, "statio"), List.of(StatioUserTablesCollector.collector()))) {
      Scraper.text(scraper.scrape())
          .lines()
          .filter(line -> line.startsWith("pg_statio_user_tables_"))
          .forEach(
              line -> {
                String table = line.replaceAll(".*relname=\"([^\"]*)\".*", "$1");
                String name = line.replaceAll("pg_statio_user_tables_([^{]*).*", "$1");
                tables
                    .computeIfAbsent(table, _ -> new TreeMap<>())
                    .put(name, line.substring(line.lastIndexOf(' ') + 1));
              });
    }
    StringBuilder text = new StringBuilder();
    tables.forEach(
        (table, values) ->
            text.append(text.isEmpty() ? "" : "\n")
                .append(table)
                .append(' ')
                .append(String.join(" ", values.values())));
    return text.toString();
  }
}
