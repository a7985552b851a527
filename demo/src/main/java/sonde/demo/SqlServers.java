package sonde.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import sonde.collect.Collector;
import sonde.collect.Facts;
import sonde.collect.Server;
import sonde.config.Secret;
import sonde.mysql.MySqlCollectors;
import sonde.mysql.MySqlGrants;
import sonde.postgres.PostgresCollectors;
import sonde.postgres.PostgresGrants;
import sonde.servers.MariaDbServer;
import sonde.servers.MySqlServer;
import sonde.servers.PostgresServer;
import sonde.servers.ServerException;
import sonde.servers.SqlServer;

/**
 * A PostgreSQL server with a shop's orders and a MariaDB server with its invoices, each with a user
 * for the exporter that has the rights that its collectors need and nothing more.
 */
final class SqlServers implements AutoCloseable {
  static final String ORDERS = "orders";
  static final String BILLING = "billing";

  private static final String USER = "sonde";

  /** The user of the hello service, and its database. */
  static final String HELLO = "hello";

  /** The user of the accountant, and its database beside the invoices. */
  static final String TRAFFIC = "traffic";

  private static final List<String> ORDER_TABLES =
      List.of(
          "CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL)",
          "CREATE TABLE orders (id bigserial PRIMARY KEY, customer int NOT NULL REFERENCES"
              + " customers, state text NOT NULL DEFAULT 'open', amount numeric NOT NULL,"
              + " placed timestamptz NOT NULL DEFAULT now())",
          "INSERT INTO customers (name) SELECT 'Customer ' || i FROM generate_series(1, 500) i",
          "INSERT INTO orders (customer, state, amount) SELECT 1 + i % 500,"
              + " (ARRAY['open','paid','sent'])[1 + i % 3], i % 97 FROM generate_series(1, 5000) i",
          "ANALYZE");

  private static final List<String> INVOICE_TABLES =
      List.of(
          "CREATE DATABASE billing",
          "CREATE TABLE billing.invoices (id bigint AUTO_INCREMENT PRIMARY KEY,"
              + " state varchar(10) NOT NULL, amount decimal(10, 2) NOT NULL)",
          "INSERT INTO billing.invoices (state, amount) VALUES ('open', 12.50), ('open', 7),"
              + " ('paid', 99.90), ('paid', 15), ('paid', 3.30)");

  /** The exporter's own queries, and the only tables that its user may read. */
  static final String QUERIES =
      """
      queries:
        invoices:
          sql: SELECT state, count(*) AS invoices, sum(amount) AS amount FROM billing.invoices GROUP BY state
          metrics:
            billing_invoices: {help: Invoices by state., value: invoices, labels: [state]}
            billing_invoices_amount: {help: What the invoices of a state come to., value: amount, labels: [state]}
        connections_by_host:
          sql: SELECT host, SUM(connections) AS connections FROM traffic.connections_by_host GROUP BY host
          metrics:
            mysql_connections_by_host: {help: Connections by the host that opened them., value: connections, labels: [host]}
      """;

  /**
   * A started server.
   *
   * @param target the exporter's target for it
   * @param type the target's type
   * @param address the exporter's address for it
   * @param password the exporter's user's
   * @param queries whether the user's own queries are asked there
   */
  record Started(
      String target,
      String type,
      SqlServer server,
      String address,
      Secret password,
      boolean queries) {
    String user() {
      return USER;
    }
  }

  private final Secret helloPassword = DemoServers.password();
  private final Secret trafficPassword = DemoServers.password();
  private final List<SqlServer> servers = new ArrayList<>();
  private final List<Started> started = new ArrayList<>();

  private SqlServers() {
    CompletableFuture<SqlServer> billing = CompletableFuture.supplyAsync(SqlServers::mysql);
    try {
      PostgresServer orders = PostgresServer.builder().start();
      servers.add(orders);
      started.add(orders(orders));
      orders.execute("CREATE USER " + HELLO + " PASSWORD '" + helloPassword.reveal() + "'");
      orders.execute("CREATE DATABASE " + HELLO + " OWNER " + HELLO);
      SqlServer invoices = billing.join();
      servers.add(invoices);
      started.add(billing(invoices));
      invoices.execute("CREATE DATABASE " + TRAFFIC);
      invoices.execute(
          "CREATE USER " + TRAFFIC + " IDENTIFIED BY '" + trafficPassword.reveal() + "'");
      invoices.execute("GRANT ALL ON " + TRAFFIC + ".* TO " + TRAFFIC);
    } catch (RuntimeException e) {
      closeAll(e, billing);
      throw e instanceof CompletionException && e.getCause() instanceof ServerException cause
          ? cause
          : e;
    }
  }

  /**
   * Starts and fills them.
   *
   * @throws ServerException if one does not start; nothing is left behind
   */
  static SqlServers start() {
    return new SqlServers();
  }

  Secret helloPassword() {
    return helloPassword;
  }

  Secret trafficPassword() {
    return trafficPassword;
  }

  /** Where the invoices are, and what the accountant writes. */
  SqlServer billing() {
    return started.stream()
        .filter(each -> each.target().equals(BILLING))
        .map(Started::server)
        .findFirst()
        .orElseThrow();
  }

  /** Lets the exporter read the accountant's sums, once there is the table. */
  void grantTraffic() {
    billing().execute("GRANT SELECT ON " + TRAFFIC + ".connections_by_host TO '" + USER + "'@'%'");
  }

  List<Started> all() {
    return List.copyOf(started);
  }

  /** MariaDB if it is installed, else the MySQL that comes as an artifact. */
  private static SqlServer mysql() {
    try {
      return MariaDbServer.builder().start();
    } catch (ServerException e) {
      return MySqlServer.builder().start();
    }
  }

  private static Started orders(PostgresServer server) {
    Secret password = DemoServers.password();
    server.execute("CREATE DATABASE shop");
    ORDER_TABLES.forEach(statement -> server.execute("shop", statement));
    List<String> statements =
        PostgresGrants.of(
                Server.of("postgres", server.version()), USER, byDefault(PostgresCollectors.all()))
            .statements();
    statements.forEach(
        statement ->
            server.execute(
                "shop", statement.replace(PostgresGrants.PASSWORD, "'" + password.reveal() + "'")));
    return new Started(
        ORDERS,
        "postgres",
        server,
        "postgresql://" + server.address() + "/shop?sslmode=disable",
        password,
        false);
  }

  private static Started billing(SqlServer server) {
    Secret password = DemoServers.password();
    INVOICE_TABLES.forEach(server::execute);
    String product = server instanceof MariaDbServer ? "mariadb" : "mysql";
    MySqlGrants.of(Server.of(product, server.version()), USER, byDefault(MySqlCollectors.all()))
        .statements()
        .forEach(
            statement ->
                server.execute(statement.replace(MySqlGrants.PASSWORD, password.reveal())));
    server.execute("GRANT SELECT ON billing.invoices TO '" + USER + "'@'%'");
    return new Started(BILLING, "mysql", server, "mysql://" + server.address(), password, true);
  }

  private static <F extends Facts> List<Collector<F>> byDefault(List<Collector<F>> collectors) {
    return collectors.stream().filter(collector -> collector.spec().onByDefault()).toList();
  }

  private void closeAll(RuntimeException before, CompletableFuture<SqlServer> starting) {
    try {
      SqlServer late = starting.join();
      if (!servers.contains(late)) {
        servers.add(late);
      }
    } catch (CompletionException e) {
      // Each join throws the same one.
      if (!e.equals(before)) {
        before.addSuppressed(e);
      }
    }
    RuntimeException failure = closing();
    if (failure != null) {
      before.addSuppressed(failure);
    }
  }

  private @Nullable RuntimeException closing() {
    RuntimeException failure = null;
    for (SqlServer server : servers.reversed()) {
      try {
        server.close();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    return failure;
  }

  @Override
  public void close() {
    RuntimeException failure = closing();
    if (failure != null) {
      throw failure;
    }
  }
}
