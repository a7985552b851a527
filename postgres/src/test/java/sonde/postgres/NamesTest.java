package sonde.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import sonde.collect.Snapshot;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.servers.PostgresServer;

/** Databases, roles, schemas and tables may be named anything. */
class NamesTest {
  /** 63 bytes, which is as long as a name may be. */
  private static final String LONG = "äöü€😀" + "ß".repeat(25);

  @SuppressWarnings("unused") // By its name.
  private static final List<String> NAMES =
      List.of("it's \"quoted\" \\ $x {a=\"b\"}", "new\nline\ttab", "a/b?c=d&e#f%41@g", LONG);

  @Test
  void theLongNameIsAsLongAsMayBe() {
    assertEquals(63, LONG.getBytes(StandardCharsets.UTF_8).length);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void namesMayHoldAnything(String name) {
    PostgresServer server = Servers.primary(15);
    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    server.execute("CREATE ROLE " + quoted + " LOGIN PASSWORD 's3cret' IN ROLE pg_monitor");
    server.execute("CREATE DATABASE " + quoted + " OWNER " + quoted);
    server.execute(name, "CREATE SCHEMA " + quoted);
    server.execute(name, "CREATE TABLE " + quoted + "." + quoted + " (id int PRIMARY KEY)");
    String database = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    PostgresAddress address =
        PostgresAddress.parse("postgresql://" + server.address() + "/" + database);
    SecretSource password = SecretSource.fixed(Secret.of("s3cret"));
    try (Scraper scraper = Scraper.ofDefaults(new PostgresConnector(address, name, password))) {
      Snapshot snapshot = scraper.scrape();
      assertTrue(snapshot.up(), () -> "" + snapshot.failure());
      assertEquals(Map.of(), Scraper.failed(snapshot));
      String text = Scraper.text(snapshot);
      String label = name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      for (String series :
          List.of(
              "\npg_database_size_bytes{datname=\"%1$s\"} ",
              "\npg_roles_connection_limit{rolname=\"%1$s\"} -1\n",
              "\npg_stat_user_tables_n_live_tup"
                  + "{datname=\"%1$s\",schemaname=\"%1$s\",relname=\"%1$s\"} 0\n")) {
        assertTrue(text.contains(series.formatted(label)), () -> series + " in\n" + text);
      }
    }
    server.execute("DROP DATABASE " + quoted + " WITH (FORCE)");
    server.execute("DROP ROLE " + quoted);
  }
}
