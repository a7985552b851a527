package sonde.exporter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sonde.config.ConfigException;
import sonde.config.Environment;
import sonde.config.Secret;
import sonde.config.SecretSource;
import sonde.mysql.MySqlTls;
import sonde.servers.PostgresServer;
import sonde.servers.SqlServer;
import sonde.testkit.Await;

/** The environment of postgres_exporter and mysqld_exporter. */
class SqlEnvironmentTest {
  private static final SecretSource HUNTER2 = SecretSource.fixed(Secret.of("hunter2"));

  @TempDir private Path directory = Path.of("");

  private static Map<String, String> map(String... variables) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      map.put(variables[i], variables[i + 1]);
    }
    return map;
  }

  private static ConfigSource source(String... variables) {
    return new ConfigSource(ServeOptions.NONE, Environment.of(map(variables)));
  }

  private static PostgresTarget postgres(String... variables) throws ConfigException {
    ExporterConfig config = source(variables).read();
    assertEquals(Set.of("postgres"), config.targets().keySet());
    return (PostgresTarget) Objects.requireNonNull(config.targets().get("postgres"));
  }

  private static MySqlTarget mysql(String... variables) throws ConfigException {
    ExporterConfig config = source(variables).read();
    assertEquals(Set.of("mysql"), config.targets().keySet());
    return (MySqlTarget) Objects.requireNonNull(config.targets().get("mysql"));
  }

  private static String report(String... variables) {
    return assertThrows(ConfigException.class, () -> source(variables).read()).getMessage();
  }

  private Path file(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          postgresql://sonde:hunter2@db:7000/shop?sslmode=disable     | db:7000        | shop | disable
          postgres://sonde:hunter%32@db/shop?sslmode=verify-full      | db:5432        | shop | verify-full
          postgresql://db/shop?user=sonde&password=hunter2&           | db:5432        | shop | require
          postgresql://sonde:hunter2@a:1,[::1]:2/?sslmode=disable     | a:1,[::1]:2    | ""   | disable
          user=sonde password=hunter2 host=db port=7000 dbname=shop   | db:7000        | shop | require
          host = db user='sonde' password = 'hun\\ter2' sslmode=disable | db:5432      | ""   | disable
          password=hunter2 user=sonde sslmode=disable                 | localhost:5432 | ""   | disable
          host=/run/pg port=7 dbname=x user=sonde password=hunter2    | /run/pg:7      | x    | require
          postgresql://sonde:hunter2@%2Frun%2Fpg:7/x                  | /run/pg:7      | x    | require
          postgresql://sonde:hunter2@/x?host=/run/pg                  | /run/pg:5432   | x    | require
          postgresql:///x?host=/run/pg&port=7&user=sonde&password=hunter2 | /run/pg:7  | x    | require
          """)
  void theNameHoldsAll(String name, String node, String database, String mode) throws Exception {
    PostgresTarget target = postgres("DATA_SOURCE_NAME", name);
    assertEquals(node, target.node());
    assertEquals(database, target.address().database());
    assertEquals(mode, target.address().parameters().get("sslmode"));
    assertEquals("sonde", target.username());
    assertEquals(HUNTER2, target.password());
    assertFalse(target.toString().contains("hunter2"), target.toString());
  }

  @Test
  void aNameWithoutUserIsForPgpass() throws Exception {
    PostgresTarget target = postgres("DATA_SOURCE_NAME", "postgresql://db/shop");
    assertNull(target.username());
    assertNull(target.password());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://sonde:hunt/er2@db/shop",
        "postgresql://sonde:hunt?er2@db/shop",
        "postgresql://sonde:hunt#er2@db/shop",
        "postgresql://sonde:hunt%er2@db/shop",
        "postgresql://sonde:hunter2@db:port/shop",
        "postgresql://sonde:hunter2@db/shop?sslmod=disable",
        "postgresql://db/shop?password=hunt&er2=x",
        "mysql://sonde:hunter2@db/shop",
        "postgresql://sonde:hunter2@a/x,postgresql://sonde:hunter2@b/x",
        "port=5432,port=6432",
        "password=hunt er2",
        "password=hunt er2=x",
        "password='hunt er2",
        "password=hunt'er2' host=db",
        "password=hunter2 sslmode=requier",
        "hunter2",
        ",",
      })
  void aNameThatIsWrongIsRefusedWithoutThePassword(String name) {
    String report = report("DATA_SOURCE_NAME", name);
    assertTrue(report.startsWith("environment: DATA_SOURCE_NAME: "), report);
    assertFalse(report.contains("hunt") || report.contains("er2"), report);
  }

  @Test
  void severalServersAreRefusedByName() {
    assertEquals(
        "environment: DATA_SOURCE_NAME: names several servers: give each a target of its own in a"
            + " file, for --config",
        report("DATA_SOURCE_NAME", "port=5432,port=6432"));
  }

  @Test
  void anAddressWithUserAndPassword() throws Exception {
    PostgresTarget target =
        postgres(
            "DATA_SOURCE_URI", "db:7000/shop?sslmode=disable",
            "DATA_SOURCE_USER", "sonde",
            "DATA_SOURCE_PASS", "hunter2",
            "PG_EXPORTER_METRIC_PREFIX", "shop");
    assertEquals("db:7000", target.node());
    assertEquals("shop", target.address().database());
    assertEquals("sonde", target.username());
    assertEquals(HUNTER2, target.password());
    assertEquals("shop", target.namespace());
    assertTrue(target.preparedStatements());
  }

  @Test
  void filesGoFirst() throws Exception {
    Path password = file("password", "hunter2\n");
    ConfigSource source =
        source(
            "DATA_SOURCE_URI", "other",
            "DATA_SOURCE_URI_FILE", file("uri", "db/shop\n").toString(),
            "DATA_SOURCE_USER_FILE", file("user", "sonde\n").toString(),
            "DATA_SOURCE_PASS", "other",
            "DATA_SOURCE_PASS_FILE", password.toString());
    PostgresTarget target =
        (PostgresTarget) Objects.requireNonNull(source.read().targets().get("postgres"));
    assertEquals("db:5432", target.node());
    assertEquals("sonde", target.username());
    assertEquals(SecretSource.file(password), target.password());
    assertEquals(
        List.of(
            "DATA_SOURCE_URI is not read: DATA_SOURCE_URI_FILE is set",
            "DATA_SOURCE_PASS is not read: DATA_SOURCE_PASS_FILE is set"),
        source.notes());
  }

  @Test
  void everythingThatIsWrongStandsInOneReport() throws Exception {
    assertEquals(
        """
        environment: PG_EXPORTER_METRIC_PREFIX: a namespace is letters, digits and underscores, and starts with no digit
        environment: DATA_SOURCE_USER_FILE: no file that can be read: nope
        environment: DATA_SOURCE_PASS_FILE: no file that can be read: nope
        environment: DATA_SOURCE_URI: has user information (user:password@): set DATA_SOURCE_USER, and DATA_SOURCE_PASS or DATA_SOURCE_PASS_FILE, instead
        environment: MYSQLD_EXPORTER_ADDRESS: has user information (user:password@): set MYSQLD_EXPORTER_USER and MYSQLD_EXPORTER_PASSWORD instead
        environment: PG_EXPORTER_WEB_LISTEN_ADDRESS: "9187" is not an address to listen on (host:port, [::]:port, :port): it has no port""",
        report(
            "DATA_SOURCE_URI", "sonde:hunter2@db",
            "DATA_SOURCE_USER_FILE", "nope",
            "DATA_SOURCE_PASS_FILE", "nope",
            "PG_EXPORTER_METRIC_PREFIX", "9x",
            "PG_EXPORTER_WEB_LISTEN_ADDRESS", "9187",
            "MYSQLD_EXPORTER_ADDRESS", "sonde:hunter2@db"));
  }

  @Test
  void whatHasNoEquivalentIsNamed() throws Exception {
    ConfigSource source =
        source(
            "DATA_SOURCE_NAME", "host=db",
            "DATA_SOURCE_USER", "sonde",
            "PG_EXPORTER_WEB_LISTEN_ADDRESS", ":9187",
            "PG_EXPORTER_WEB_TELEMETRY_PATH", "/metrics",
            "PG_EXPORTER_AUTO_DISCOVER_DATABASES", "true",
            "PG_EXPORTER_EXTEND_QUERY_PATH", "queries.yaml");
    assertEquals(9187, source.read().web().listen().all().getFirst().address().port());
    assertEquals(
        List.of(
            "PG_EXPORTER_AUTO_DISCOVER_DATABASES has no equivalent here and changes nothing",
            "PG_EXPORTER_EXTEND_QUERY_PATH has no equivalent here and changes nothing",
            "DATA_SOURCE_USER is not read: DATA_SOURCE_NAME is set"),
        source.notes());
  }

  @Test
  void mysqlByItsVariables() throws Exception {
    file(".my.cnf", "[client]\nhost=other\n");
    String home = directory.toString();
    MySqlTarget target =
        mysql(
            "MYSQLD_EXPORTER_ADDRESS", "db:3307",
            "MYSQLD_EXPORTER_USER", "sonde",
            "MYSQLD_EXPORTER_PASSWORD", "hunter2",
            "HOME", home);
    assertEquals("db:3307", target.node());
    assertEquals("sonde", target.username());
    assertEquals(HUNTER2, target.password());
    assertEquals("mysql", target.namespace());
  }

  @Test
  void theOptionFileOfWhoeverHasNothingElseSet() throws Exception {
    file(".my.cnf", "[client]\nuser=sonde\npassword='hunter2'\nhost=db\nssl-mode=REQUIRED\n");
    String home = directory.toString();
    MySqlTarget target = mysql("HOME", home);
    assertEquals("db:3306", target.node());
    assertEquals("sonde", target.username());
    assertEquals(HUNTER2, target.password());
    assertEquals(MySqlTls.Mode.REQUIRED, target.address().tls().mode());

    assertEquals(
        Set.of("redis"), source("REDIS_ADDR", "cache", "HOME", home).read().targets().keySet());
    assertTrue(
        report("MYSQLD_EXPORTER_PASSWORD", "hunter2", "HOME", home).contains("nothing to export"));

    file(".my.cnf", "[client]\npassword=hunter2\nport=none\n");
    assertEquals(
        "environment: " + directory.resolve(".my.cnf") + ": [client]: port is not a number",
        report("HOME", home));
    file(".my.cnf", "[mysqld]\nport=3306\n");
    assertTrue(report("HOME", home).contains("no section [client]"), report("HOME", home));
  }

  @Test
  void oneTargetOfEachType() throws Exception {
    Map<String, String> variables =
        map("REDIS_ADDR", "c", "DATA_SOURCE_URI", "p", "MYSQLD_EXPORTER_ADDRESS", "m");
    ExporterConfig config = new ConfigSource(ServeOptions.NONE, Environment.of(variables)).read();
    assertEquals(Set.of("redis", "postgres", "mysql"), config.targets().keySet());
    ConfigSource named =
        new ConfigSource(
            new ServeOptions(null, null, "shop", null, null, null, null),
            Environment.of(variables));
    assertEquals(
        "command line: --namespace: says nothing of which target it is for, when there are redis,"
            + " postgres, mysql: give each its namespace in a file",
        assertThrows(ConfigException.class, named::read).getMessage());
    ConfigSource alone =
        new ConfigSource(
            new ServeOptions(null, null, "shop", null, null, null, null),
            Environment.of(map("MYSQLD_EXPORTER_ADDRESS", "m")));
    assertEquals("shop", Objects.requireNonNull(alone.read().targets().get("mysql")).namespace());
  }

  /** As mysqld_exporter's users have it: nothing set, and a file in the home directory. */
  @ParameterizedTest
  @EnumSource(
      value = SqlServers.class,
      names = {"MARIADB", "MYSQL"})
  void theOptionFileIsAllThatAServerNeeds(SqlServers which) throws Exception {
    SqlServer server = which.server();
    String user = "homely";
    which.createUser(user, "it's # ; a secret");
    for (String where :
        List.of("host=127.0.0.1\nport=" + server.port(), "socket=" + server.unixSocket())) {
      file(
          ".my.cnf",
          "[mysqld]\nport=1\n[client]\nuser = "
              + user
              + "\npassword = \"it's # ; a secret\"\n"
              + where);
      try (TestExporter exporter = TestExporter.ofEnvironment(map("HOME", directory.toString()))) {
        Metrics metrics = exporter.scrape("/metrics");
        assertEquals(1.0, metrics.value("mysql_up"));
        assertTrue(metrics.names().contains("mysql_global_status_uptime"));
      }
    }
    file(".my.cnf", "[client]\nuser=homely\npassword=hunter3\nport=" + server.port() + "\n");
    try (TestExporter exporter = TestExporter.ofEnvironment(map("HOME", directory.toString()))) {
      assertEquals(0.0, exporter.scrape("/metrics").value("mysql_up"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host=%1$s port=%2$s user=socketed password=hunter2 dbname=postgres",
        "postgresql://socketed:hunter2@/postgres?host=%1$s&port=%2$s&sslmode=require",
      })
  void aUnixSocketIsScraped(String name) throws Exception {
    SqlServer server = SqlServers.POSTGRES.server();
    server.execute("DROP ROLE IF EXISTS socketed");
    SqlServers.POSTGRES.createUser("socketed", "hunter2");
    String directoryOfSocket = String.valueOf(server.unixSocket().getParent());
    try (TestExporter exporter =
        TestExporter.ofEnvironment(
            map("DATA_SOURCE_NAME", name.formatted(directoryOfSocket, server.port())))) {
      for (int i = 0; i < 2; i++) {
        Metrics metrics = exporter.scrape("/metrics");
        assertEquals(1.0, metrics.value("pg_up"));
        assertTrue(metrics.series().count() > 100);
      }
      assertEquals(
          "0",
          server.execute(
              "SELECT count(*) FROM pg_stat_activity WHERE usename = 'socketed'"
                  + " AND client_addr IS NOT NULL"));
      assertTrue(SqlServers.POSTGRES.connections("socketed") > 0);
    }
    Await.until(() -> SqlServers.POSTGRES.connections("socketed") == 0);
  }

  @Test
  void scrapesAServerWithoutNamingTheTarget() throws Exception {
    try (PostgresServer server = PostgresServer.builder().start();
        TestExporter exporter =
            TestExporter.ofEnvironment(
                map(
                    "DATA_SOURCE_NAME",
                    "postgresql://%s:%s@%s/postgres?sslmode=disable"
                        .formatted(server.superuser(), server.password(), server.address()),
                    "PG_EXPORTER_METRIC_PREFIX",
                    "shop"))) {
      String body = exporter.get("/metrics").body();
      assertTrue(body.contains("\nshop_up 1\n"), body);
      assertFalse(body.contains(server.password() + "@"), "the address shows no password");
    }
  }
}
